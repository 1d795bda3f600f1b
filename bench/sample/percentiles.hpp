#pragma once

#include <cstdint>
#include <vector>

namespace crossover::bench {

/// Exact percentiles of raw values, by the nearest-rank definition: p99 is the smallest value that
/// at least 99 % do not exceed.
struct percentiles {
    std::int64_t p50 = 0;
    std::int64_t p90 = 0;
    std::int64_t p99 = 0;
    std::int64_t p999 = 0;
    std::int64_t max = 0;
};

/// Reorders `values`. All zero when there are none.
percentiles percentiles_of(std::vector<std::int64_t>& values);

/// The middle value; the mean of the two middle ones when their number is even. Reorders `values`;
/// 0 when there are none.
double median_of(std::vector<std::int64_t>& values);

} // namespace crossover::bench
