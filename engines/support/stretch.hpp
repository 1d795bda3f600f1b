#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// How many tasks a worker takes at one go from what it shares with others, led by how long the
/// last ones took.
///
/// One at first; twice as many as before while all of them together took at most `short_ns`; one
/// again when they took more than twice as long. So what costs once for each go weighs little
/// beside short tasks, and long ones are taken one by one.
class stretch {
public:
    stretch(std::size_t most, std::int64_t short_ns, std::int64_t now) noexcept
        : most_(most), short_ns_(short_ns), began_ns_(now) {}

    /// The size of the stretch that begins now.
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

} // namespace crossover::engines
