#include "engines/posix/shared_block.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <memory>
#include <new>
#include <sys/mman.h>

namespace crossover::engines {

shared_block::shared_block(std::size_t workers) : bytes_(sizeof(pool_control) + workers * sizeof(worker_slot)) {
    void* const memory = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        throw_errno(errno, "mapping memory for a process pool");
    }
    control_ = ::new (memory) pool_control;
    auto* const first = reinterpret_cast<worker_slot*>(static_cast<std::byte*>(memory) + sizeof(pool_control));
    std::uninitialized_default_construct_n(first, workers);
    slots_ = {first, workers};
}

shared_block::~shared_block() {
    ::munmap(control_, bytes_);
}

} // namespace crossover::engines
