#pragma once

#include "engines/support/dropped_task.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>

namespace crossover::engines {

/// A callable of up to 32 bytes that needs no destructor: what a pool keeps of a submitted task
/// without an allocation. Copies are of plain words, which a queue may copy one by one.
struct small_task {
    using caller = void (*)(const void*, std::size_t) noexcept;

    caller call = nullptr;
    std::array<std::uint64_t, 4> state{};

    template <class Task>
    void set(const Task& task) noexcept {
        static_assert(sizeof(Task) <= sizeof state && std::is_trivially_copyable_v<Task>,
                      "a posted task is a small closure over references and numbers");
        std::memcpy(state.data(), &task, sizeof task);
        call = [](const void* from, std::size_t worker) noexcept {
            alignas(Task) std::array<std::byte, sizeof(Task)> copy;
            std::memcpy(copy.data(), from, sizeof(Task));
            run_or_drop(*std::launder(reinterpret_cast<Task*>(copy.data())), worker);
        };
    }

    /// Runs it on the worker of that number. Precondition: it was set.
    void operator()(std::size_t worker) noexcept { call(state.data(), worker); }

    /// Tells it that it will not run. Precondition: it was set, and has not run.
    void drop() noexcept { call(state.data(), no_worker); }
};

} // namespace crossover::engines
