#pragma once

#include "base/clock.hpp"
#include "engines/stretch.hpp"
#include "engines/task_ring.hpp"

#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// From which lane of a ring a worker takes its next task.
///
/// It keeps to a lane of its own, whose head hardly anybody else moves, and looks after every stretch of tasks whether another lane,
/// each in its turn, has fallen behind: then it helps there. So no task waits for one worker's long one, and tasks start nearly in the
/// order in which they came: long ones in that order but for `lanes()`, short ones but for some tens. Each worker has its own.
class lane_choice {
public:
    static constexpr std::size_t most = 32; ///< tasks in a stretch
    static constexpr std::int64_t short_ns =
        50'000; ///< a stretch that took no longer may be twice as large the next time

    lane_choice(const task_ring& ring, std::size_t home) noexcept
        : ring_(ring), home_(home), at_(home), other_(home), stretch_(most, short_ns, 0) {}

    [[nodiscard]] std::size_t home() const noexcept { return home_; }

    /// The lane to take from. To be called before each task.
    [[nodiscard]] std::size_t next() noexcept {
        if (left_ == 0) {
            begin_stretch(now_ns());
        }
        --left_;
        return at_;
    }

    /// Looks at once, as next() does when a stretch is over. Returns how many tasks the new one has.
    std::size_t begin_stretch(std::int64_t now) noexcept {
        left_ = stretch_.next(now);
        other_ = ring_.after(other_);
        if (other_ == home_) {
            other_ = ring_.after(other_);
        }
        const auto slack = static_cast<std::ptrdiff_t>(left_ * ring_.lanes());
        at_ = ring_.lag(other_, home_) > slack ? other_ : home_;
        return left_;
    }

private:
    const task_ring& ring_;
    const std::size_t home_;
    std::size_t at_;
    std::size_t other_; ///< at which it looked last
    std::size_t left_ = 0; ///< in this stretch
    stretch stretch_;
};

} // namespace crossover::engines
