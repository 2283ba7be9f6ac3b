// The one place where volk's loader is compiled in (Debian ships it as source beside its header).
#define VOLK_IMPLEMENTATION
#include <volk.h>
