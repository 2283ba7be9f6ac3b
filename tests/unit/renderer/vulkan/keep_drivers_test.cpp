// Drivers leak a few bytes at exit, and once unloaded the leak checker can't name them: keep every
// library loaded, and leave out what the validation layer itself keeps.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HALLOWS_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(HALLOWS_ASAN)
extern "C" int dlclose(void*) {
  return 0;
}
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libVkLayer_khronos_validation.so\nleak:libvulkan_lvp.so\nleak:libLLVM\n";
}
#endif
