#pragma once

// Marks a function of the frame path: it may not allocate, lock or enter the kernel. Compilers that
// know the effect check it (`-Wfunction-effects`, RealtimeSanitizer); to others it is a comment.
// Stands after the parameter list and after noexcept: `void f() noexcept HALLOWS_NONBLOCKING;`
#if defined(__clang__) && defined(__has_cpp_attribute)
#if __has_cpp_attribute(clang::nonblocking)
#define HALLOWS_NONBLOCKING [[clang::nonblocking]]
#endif
#endif
#ifndef HALLOWS_NONBLOCKING
#define HALLOWS_NONBLOCKING
#endif
