#pragma once

#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace crossover::strategies {

/// The slots of a loop (its connections), each in the hands of at most one task. The one that was
/// given back last is taken first: it is warm. Not thread-safe.
class free_slots {
public:
    explicit free_slots(std::size_t n) : free_(n), left_(n) {
        std::iota(free_.rbegin(), free_.rend(), std::size_t{0});
    }

    /// Precondition: one is free.
    std::size_t take() noexcept { return free_[--left_]; }
    /// Precondition: it was taken.
    void give_back(std::size_t slot) noexcept { free_[left_++] = slot; }

    /// Holds a slot until it goes, or was moved from.
    class lease {
    public:
        explicit lease(free_slots& of) noexcept : of_(&of), slot_(of.take()) {}
        lease(lease&& other) noexcept
            : of_(std::exchange(other.of_, nullptr)), slot_(other.slot_) {}
        lease& operator=(lease&&) = delete;
        ~lease() {
            if (of_ != nullptr) {
                of_->give_back(slot_);
            }
        }
        [[nodiscard]] std::size_t slot_of(std::size_t /*task*/) const noexcept { return slot_; }

    private:
        free_slots* of_;
        std::size_t slot_;
    };

private:
    std::vector<std::size_t> free_; ///< a stack: never larger, so a task's end calls nothing
    std::size_t left_; ///< on it
};

/// What a task holds that has a slot for itself: nothing, so that its coroutine's frame is no
/// larger for it.
struct own_slot {
    [[nodiscard]] static std::size_t slot_of(std::size_t task) noexcept { return task; }
};

} // namespace crossover::strategies
