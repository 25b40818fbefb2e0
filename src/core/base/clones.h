/*
 * clones.h - loops compiled for several processors
 *
 * A function declared AN_CLONES is compiled for AVX2 and AVX-512 as well, where
 * the compiler and the C library can do that; which one is called is decided
 * when the library is loaded.  Without fused multiply-add, and sums left in
 * their order, all of them give the same result to the last bit.
 */
#ifndef AN_CLONES_H
#define AN_CLONES_H

#include <stddef.h>				/* defines __GLIBC__ */

/* clang would export the functions that decide. */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
#define AN_CLONES __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define AN_CLONES
#endif

#endif
