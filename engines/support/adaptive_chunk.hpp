#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

/// How many tasks to hand out at one go, led by how long the last ones took: what costs once for
/// each go weighs little beside short tasks, and long ones go one by one. Both rules begin with one
/// task, double at most, and fall back to one at once when a task turns out long.
///
/// | user            | what a go costs                  | most | may take                         |
/// | --------------- | -------------------------------- | ---- | -------------------------------- |
/// | ring_consumer   | the head's cache line, to 100 ns | 32   | 20 us: others take from a range  |
/// | guided_schedule | the counter's line, to 100 ns    | 64   | 5 us: a drawn chunk is its own's |
/// | pipe_pool       | a call and a wake-up, 30 us      | 512  | 2 ms, to 1 ms where one waits    |
namespace crossover::engines {

/// For who takes chunks itself and reads the clock between them. Twice as many as before while a
/// chunk took at most `short_ns`; one again when it took more than twice as long.
class timed_chunk {
public:
    timed_chunk(std::size_t most, std::int64_t short_ns, std::int64_t now) noexcept
        : most_(most), short_ns_(short_ns), began_ns_(now) {}

    /// The size of the chunk that begins now; the one before has ended.
    [[nodiscard]] std::size_t next(std::int64_t now) noexcept {
        const std::int64_t took = now - began_ns_;
        began_ns_ = now;
        if (size_ == 0 || took > 2 * short_ns_) {
            size_ = 1;
        } else if (took <= short_ns_) {
            size_ = std::min(2 * size_, most_);
        }
        return size_;
    }

private:
    const std::size_t most_;
    const std::int64_t short_ns_;
    std::size_t size_ = 0; ///< 0: none has begun yet
    std::int64_t began_ns_;
};

/// For who sends chunks away and is told what they cost, while others are under way: as many tasks
/// as take a given time, once tasks are known to be short.
class priced_chunk {
public:
    /// Tasks of `long_ns` and more go one by one, and none goes ahead of an answer.
    constexpr priced_chunk(std::size_t most, std::int64_t long_ns) noexcept
        : most_(most), long_ns_(long_ns), each_ns_(long_ns) {}

    /// How many tasks to send, when they shall take no longer than `time_ns` altogether.
    [[nodiscard]] std::size_t size(std::int64_t time_ns) const noexcept {
        return std::clamp<std::size_t>(static_cast<std::size_t>(time_ns / each_ns_), 1, known_);
    }

    [[nodiscard]] bool is_short() const noexcept { return each_ns_ < long_ns_; }
    /// What one of the last tasks took; `long_ns` before any has been told of.
    [[nodiscard]] std::int64_t each_ns() const noexcept { return each_ns_; }

    /// `tasks` tasks have taken `busy_ns` altogether.
    void learn(std::size_t tasks, std::int64_t busy_ns) noexcept {
        const auto n = std::max<std::size_t>(tasks, 1);
        each_ns_ = std::max<std::int64_t>(busy_ns / static_cast<std::int64_t>(n), 1);
        // One short task says little about the next; a chunk that was small for want of tasks says
        // nothing against larger ones.
        known_ = is_short() ? std::clamp(2 * n, known_, most_) : 1;
    }

private:
    std::size_t most_;
    std::int64_t long_ns_;
    std::int64_t each_ns_;
    std::size_t known_ = 1; ///< so many at once have been seen to be short, or half as many
};

} // namespace crossover::engines
