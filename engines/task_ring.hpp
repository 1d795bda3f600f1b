#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>
#include <vector>

namespace crossover::engines {

/// A bounded queue of small tasks for one producer and any number of consumers.
///
/// A slot says which position it holds, takes one cache line, so that neighbours do not disturb each other, and holds the task
/// itself: no allocation. A consumer only reads it: it copies the task and then advances the head, which tells both that the copy is
/// good and that the slot is free. So a task crosses from core to core in two transfers of a line, one there and one back.
///
/// Consumers that all advance one head wait for its line longer than a short task takes: 100 ns and more each where cores are far
/// apart. So the positions are dealt out to lanes, as cards are to players, and every lane has a head of its own.
class task_ring {
public:
    /// Holds a callable of up to 32 bytes that needs no destructor.
    class entry {
    public:
        template <class Task>
        void set(const Task& task) noexcept {
            static_assert(sizeof(Task) <= sizeof state_ && alignof(Task) <= alignof(std::uint64_t) &&
                              std::is_trivially_copyable_v<Task>,
                          "a posted task is a small closure over references and numbers");
            std::memcpy(state_.data(), &task, sizeof task);
            call_ = [](void* state, std::size_t worker) noexcept {
                (*std::launder(static_cast<Task*>(state)))(worker);
            };
        }
        void operator()(std::size_t worker) noexcept { call_(state_.data(), worker); }

    private:
        friend class task_ring;
        void (*call_)(void*, std::size_t) noexcept = nullptr;
        std::array<std::uint64_t, 4> state_{};
    };

    static constexpr std::size_t run =
        8; ///< so many neighbours are dealt to a lane at a time, as they often write to one cache line

    /// Both are powers of two, and there are no more lanes than slots.
    task_ring(std::size_t capacity, std::size_t lanes)
        : slot_mask_(capacity - 1), lane_mask_(lanes - 1), slots_(capacity), lanes_(lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            lanes_[lane].head.store(lane * run, std::memory_order_relaxed);
            lanes_[lane].seen = lane * run;
        }
    }

    [[nodiscard]] std::size_t lanes() const noexcept { return lanes_.size(); }

    /// False when the ring is full. For the producer.
    template <class Task>
    bool push(Task task) noexcept {
        if (tail_ - lanes_[lane_of(tail_)].seen > slot_mask_ && is_full()) {
            return false;
        }
        entry made;
        made.set(task);
        slot_of(tail_).put(made, tail_ + 1);
        __builtin_prefetch(&slot_of(tail_ + 8), 1);
        ++tail_;
        return true;
    }

    /// True when there was no room to push. Others may pop meanwhile. For the producer.
    [[nodiscard]] bool is_full() noexcept {
        lane_heads& l = lanes_[lane_of(tail_)];
        l.seen = l.head.load(std::memory_order_acquire); // whoever advanced it has copied its task
        return tail_ - l.seen > slot_mask_;
    }

    /// Takes the oldest task of a lane. False when the lane is empty.
    bool pop(std::size_t lane, entry& task) noexcept {
        std::atomic<std::size_t>& head = lanes_[lane].head;
        std::size_t position = head.load(std::memory_order_relaxed);
        for (;;) {
            const slot& s = slot_of(position);
            const std::size_t holds = s.holds.load(std::memory_order_acquire);
            if (holds < position + 1) {
                return false;
            }
            if (holds > position + 1) { // it was taken meanwhile, and there may be a next one
                position = head.load(std::memory_order_relaxed);
                continue;
            }
            s.get(task); // not to be trusted before the head was found unmoved
            if (head.compare_exchange_weak(position, next_in_lane(position), std::memory_order_release,
                                           std::memory_order_relaxed)) {
                return true;
            }
        }
    }

    /// Takes a task of `lane`, else of one of those after it. False when all were empty, each at its time.
    bool pop_any(std::size_t lane, entry& task) noexcept {
        for (std::size_t left = lanes_.size(); left > 0; --left) {
            if (pop(lane, task)) {
                return true;
            }
            lane = after(lane);
        }
        return false;
    }

    [[nodiscard]] std::size_t after(std::size_t lane) const noexcept { return (lane + 1) & lane_mask_; }

    /// How many positions the oldest task of `lane` is older than that of `other`; below zero when it is younger.
    [[nodiscard]] std::ptrdiff_t lag(std::size_t lane, std::size_t other) const noexcept {
        return static_cast<std::ptrdiff_t>(lanes_[other].head.load(std::memory_order_relaxed) -
                                           lanes_[lane].head.load(std::memory_order_relaxed));
    }

    /// True when a task was there to pop. Others may take it meanwhile.
    [[nodiscard]] bool has_task() const noexcept {
        return std::ranges::any_of(lanes_, [this](const lane_heads& l) {
            const std::size_t position = l.head.load(std::memory_order_relaxed);
            return slot_of(position).holds.load(std::memory_order_acquire) > position; // or was, until this moment
        });
    }

private:
    struct alignas(64) slot {
        void put(const entry& task, std::size_t now) noexcept {
            call.store(task.call_, std::memory_order_relaxed);
            state[0].store(task.state_[0], std::memory_order_relaxed);
            state[1].store(task.state_[1], std::memory_order_relaxed);
            state[2].store(task.state_[2], std::memory_order_relaxed);
            state[3].store(task.state_[3], std::memory_order_relaxed);
            holds.store(now, std::memory_order_release);
        }
        void get(entry& task) const noexcept {
            task.call_ = call.load(std::memory_order_relaxed);
            task.state_[0] = state[0].load(std::memory_order_relaxed);
            task.state_[1] = state[1].load(std::memory_order_relaxed);
            task.state_[2] = state[2].load(std::memory_order_relaxed);
            task.state_[3] = state[3].load(std::memory_order_relaxed);
        }

        std::atomic<std::size_t> holds = 0; ///< one more than the position of its task; 0: none yet
        std::atomic<void (*)(void*, std::size_t) noexcept> call = nullptr; ///< atomic, as a reader may be late
        std::array<std::atomic<std::uint64_t>, 4> state{};
    };
    struct alignas(64) lane_heads {
        std::atomic<std::size_t> head = 0; ///< position of the oldest task
        alignas(64) std::size_t seen = 0; ///< where the producer last saw it
    };

    [[nodiscard]] std::size_t lane_of(std::size_t position) const noexcept { return position / run & lane_mask_; }
    [[nodiscard]] std::size_t next_in_lane(std::size_t position) const noexcept {
        ++position;
        return position % run != 0 ? position : position + lane_mask_ * run;
    }
    [[nodiscard]] slot& slot_of(std::size_t position) noexcept { return slots_[position & slot_mask_]; }
    [[nodiscard]] const slot& slot_of(std::size_t position) const noexcept { return slots_[position & slot_mask_]; }

    const std::size_t slot_mask_;
    const std::size_t lane_mask_;
    std::vector<slot> slots_;
    std::vector<lane_heads> lanes_;
    alignas(64) std::size_t tail_ = 0; ///< the producer's own
};

} // namespace crossover::engines
