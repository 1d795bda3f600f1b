#pragma once

namespace crossover {

/// Makes the optimiser believe that a value is used, so that what computes it stays.
template <class T>
void keep(const T& value) noexcept {
    asm volatile("" : : "r,m"(value) : "memory");
}

} // namespace crossover
