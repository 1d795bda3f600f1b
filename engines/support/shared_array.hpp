#pragma once

#include "base/error.hpp"

#include <cerrno>
#include <cstddef>
#include <memory>
#include <span>
#include <sys/mman.h>

namespace crossover::engines {

/// Values in an anonymous shared mapping, which children that are forked later share with their
/// parent. Their destructors never run.
template <class T>
class shared_array {
public:
    explicit shared_array(std::size_t size) : size_(size) {
        if (size == 0) {
            return;
        }
        void* const memory =
            ::mmap(nullptr, bytes(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            throw_errno(errno, "mapping memory that processes share");
        }
        first_ = static_cast<T*>(memory);
        std::uninitialized_value_construct_n(first_, size);
    }
    shared_array(const shared_array&) = delete;
    shared_array& operator=(const shared_array&) = delete;
    ~shared_array() {
        if (first_ != nullptr) {
            ::munmap(first_, bytes());
        }
    }

    [[nodiscard]] std::span<T> values() const noexcept { return {first_, size_}; }
    [[nodiscard]] T& operator[](std::size_t i) const noexcept { return first_[i]; }

private:
    [[nodiscard]] std::size_t bytes() const noexcept { return size_ * sizeof(T); }

    T* first_ = nullptr;
    std::size_t size_;
};

} // namespace crossover::engines
