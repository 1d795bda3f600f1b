#pragma once

namespace crossover {

/// Tells the processor that this is a loop that spins, so that it saves power and leaves a sibling
/// hyper-thread its share.
inline void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
    asm volatile("yield");
#endif
}

} // namespace crossover
