#pragma once

namespace crossover::tests {

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CROSSOVER_UNDER_TSAN 1
#endif
#if __has_feature(address_sanitizer)
#define CROSSOVER_UNDER_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define CROSSOVER_UNDER_TSAN 1
#endif
#if defined(__SANITIZE_ADDRESS__)
#define CROSSOVER_UNDER_ASAN 1
#endif

#ifdef CROSSOVER_UNDER_TSAN
inline constexpr bool under_tsan = true;
#else
inline constexpr bool under_tsan = false;
#endif
#ifdef CROSSOVER_UNDER_ASAN
inline constexpr bool under_asan = true;
#else
inline constexpr bool under_asan = false;
#endif

/// A sanitizer slows everything down and reserves the address space: times and memory limits are
/// not judged then.
inline constexpr bool under_sanitizer = under_tsan || under_asan;

} // namespace crossover::tests
