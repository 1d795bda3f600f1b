#pragma once

#include "base/error.hpp"

#include <boost/context/stack_context.hpp>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <new>
#include <string>
#include <sys/mman.h>
#include <vector>

namespace crossover::engines {

/// Stacks for fibers, used again and again: the one that was given back last is the next to be
/// taken, for it is in the cache. Not thread-safe.
///
/// Address space is reserved for many at once, and memory taken by the pages that a fiber touches:
/// one or two. There is no guard page beneath a stack. Each would split the mapping, and the kernel
/// lets a process have 65,530 of those (vm.max_map_count), fewer than the tasks of a batch.
class stack_pool {
public:
    /// Boost's own size on this platform; what a workload computes takes a few kilobytes of it.
    static constexpr std::size_t stack_bytes = std::size_t{128} << 10;

    stack_pool() = default;
    stack_pool(const stack_pool&) = delete;
    stack_pool& operator=(const stack_pool&) = delete;

    /// Precondition: no stack is in use.
    ~stack_pool() {
        for (void* const slab : slabs_) {
            ::munmap(slab, slab_bytes);
        }
    }

    /// Throws error(machine_limit) when the system has no more addresses for this process.
    [[nodiscard]] std::byte* take() {
        if (free_.empty()) {
            add_slab();
        }
        std::byte* const stack = free_.back();
        free_.pop_back();
        return stack;
    }
    void give_back(std::byte* stack) noexcept {
        free_.push_back(stack); // within the capacity that add_slab() has made
    }

private:
    static constexpr std::size_t stacks_in_slab = 64; ///< a call of mmap weighs little among them
    static constexpr std::size_t slab_bytes = stacks_in_slab * stack_bytes;

    [[noreturn]] void refuse(int why) const {
        throw error(exit_code::machine_limit,
                    "cannot map " + std::to_string(stacks_in_slab) + " stacks of " +
                        std::to_string(stack_bytes >> 10) + " KiB beside " +
                        std::to_string(slabs_.size() * stacks_in_slab) + " (" + std::strerror(why) +
                        "); lower --limit or raise the address limit with ulimit -v");
    }

    void add_slab() {
        try {
            slabs_.reserve(slabs_.size() + 1);
            free_.reserve((slabs_.size() + 1) * stacks_in_slab);
        } catch (const std::bad_alloc&) {
            refuse(ENOMEM);
        }
        void* const slab = ::mmap(nullptr, slab_bytes, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (slab == MAP_FAILED) {
            refuse(errno);
        }
        ::madvise(slab, slab_bytes, MADV_NOHUGEPAGE); // advice: a huge page would fill 16 stacks
        slabs_.push_back(slab);
        for (std::size_t i = stacks_in_slab; i > 0; --i) {
            free_.push_back(static_cast<std::byte*>(slab) + (i - 1) * stack_bytes);
        }
    }

    std::vector<void*> slabs_;
    std::vector<std::byte*> free_;
};

/// Hands a stack_pool to Boost.Context.
struct pooled_stack {
    stack_pool* pool;

    [[nodiscard]] boost::context::stack_context allocate() const {
        boost::context::stack_context stack;
        stack.size = stack_pool::stack_bytes;
        stack.sp = pool->take() + stack.size; // stacks grow downwards
        return stack;
    }
    void deallocate(boost::context::stack_context& stack) const noexcept {
        pool->give_back(static_cast<std::byte*>(stack.sp) - stack.size);
    }
};

} // namespace crossover::engines
