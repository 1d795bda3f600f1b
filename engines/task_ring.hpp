#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace crossover::engines {

/// A bounded queue of small tasks for any number of producers and consumers (D. Vyukov's bounded MPMC queue, 2010).
///
/// Each slot has a sequence number that says whose turn it is: equal to the position, a producer's; one more, a consumer's.
/// A slot takes one cache line, so neighbours do not disturb each other, and holds the task itself: no allocation.
class task_ring {
public:
    /// Holds a callable of up to 32 bytes that needs no destructor.
    class entry {
    public:
        template <class Task>
        void set(Task task) noexcept {
            static_assert(sizeof(Task) <= sizeof storage_ && std::is_trivially_copyable_v<Task>,
                          "a posted task is a small closure over references and numbers");
            ::new (storage_.data()) Task(task);
            call_ = [](void* t, std::size_t worker) noexcept { (*static_cast<Task*>(t))(worker); };
        }
        void operator()(std::size_t worker) noexcept { call_(storage_.data(), worker); }

    private:
        void (*call_)(void*, std::size_t) noexcept = nullptr;
        alignas(8) std::array<std::byte, 32> storage_{};
    };

    /// `capacity` is a power of two.
    explicit task_ring(std::size_t capacity) : mask_(capacity - 1), slots_(capacity) {
        for (std::size_t i = 0; i < capacity; ++i) {
            slots_[i].turn.store(i, std::memory_order_relaxed);
        }
    }

    /// False when the ring is full.
    template <class Task>
    bool push(Task task) noexcept {
        std::size_t position = tail_.load(std::memory_order_relaxed);
        for (;;) {
            slot& s = slots_[position & mask_];
            const auto ahead = static_cast<std::ptrdiff_t>(s.turn.load(std::memory_order_acquire) - position);
            if (ahead == 0) {
                if (tail_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) {
                    s.task.set(task);
                    s.turn.store(position + 1, std::memory_order_release);
                    return true;
                }
            } else if (ahead < 0) {
                return false;
            } else {
                position = tail_.load(std::memory_order_relaxed);
            }
        }
    }

    /// False when the ring is empty.
    bool pop(entry& task) noexcept {
        std::size_t position = head_.load(std::memory_order_relaxed);
        for (;;) {
            slot& s = slots_[position & mask_];
            const auto ahead = static_cast<std::ptrdiff_t>(s.turn.load(std::memory_order_acquire) - (position + 1));
            if (ahead == 0) {
                if (head_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) {
                    task = s.task;
                    s.turn.store(position + mask_ + 1, std::memory_order_release);
                    return true;
                }
            } else if (ahead < 0) {
                return false;
            } else {
                position = head_.load(std::memory_order_relaxed);
            }
        }
    }

    /// True when there was no room to push. Others may pop meanwhile.
    [[nodiscard]] bool is_full() const noexcept {
        const std::size_t position = tail_.load(std::memory_order_relaxed);
        return slots_[position & mask_].turn.load(std::memory_order_acquire) < position;
    }

    /// True when a task was there to pop. Others may take it meanwhile.
    [[nodiscard]] bool has_task() const noexcept {
        for (;;) {
            const std::size_t position = head_.load(std::memory_order_relaxed);
            const std::size_t turn = slots_[position & mask_].turn.load(std::memory_order_acquire);
            const auto ahead = static_cast<std::ptrdiff_t>(turn - (position + 1));
            if (ahead <= 0) {
                return ahead == 0;
            } // else it was taken between the two looks, and there may be a next one
        }
    }

private:
    struct alignas(64) slot {
        std::atomic<std::size_t> turn = 0;
        entry task;
    };

    std::size_t mask_;
    std::vector<slot> slots_;
    alignas(64) std::atomic<std::size_t> head_ = 0;
    alignas(64) std::atomic<std::size_t> tail_ = 0;
};

} // namespace crossover::engines
