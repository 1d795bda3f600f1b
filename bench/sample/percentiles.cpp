#include "bench/sample/percentiles.hpp"

#include <algorithm>
#include <cstddef>

namespace crossover::bench {

percentiles percentiles_of(std::vector<std::int64_t>& values) {
    if (values.empty()) {
        return {};
    }
    std::ranges::sort(values);
    const auto rank = [&](std::size_t per_mille) {
        const std::size_t n =
            (values.size() * per_mille + 999) / 1000; // rounded up, in whole numbers
        return values[std::max<std::size_t>(n, 1) - 1];
    };
    return {.p50 = rank(500),
            .p90 = rank(900),
            .p99 = rank(990),
            .p999 = rank(999),
            .max = values.back()};
}

double median_of(std::vector<std::int64_t>& values) {
    if (values.empty()) {
        return 0;
    }
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    const auto upper = static_cast<double>(values[middle]);
    return values.size() % 2 == 1 ? upper : (static_cast<double>(values[middle - 1]) + upper) / 2;
}

} // namespace crossover::bench
