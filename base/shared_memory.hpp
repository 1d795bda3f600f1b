#pragma once

#include "base/error.hpp"

#include <cerrno>
#include <memory>
#include <new>
#include <sys/mman.h>

namespace crossover {

/// One T in memory that processes forked later share with this one. Throws as throw_errno does when
/// it cannot be mapped: error(machine_limit) where there is no memory left.
template <class T>
class shared_memory {
public:
    shared_memory() {
        void* const memory =
            ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            throw_errno(errno, "mapping shared memory");
        }
        value_ = ::new (memory) T{};
    }
    shared_memory(const shared_memory&) = delete;
    shared_memory& operator=(const shared_memory&) = delete;
    ~shared_memory() {
        std::destroy_at(value_);
        ::munmap(value_, sizeof(T));
    }

    T& operator*() const noexcept { return *value_; }
    T* operator->() const noexcept { return value_; }

private:
    T* value_;
};

} // namespace crossover
