/// The shape of waits and computing (`lognormal(1)`), and how requests arrive (`bursts(8)`).

#include "workloads/support/shape.hpp"
#include "bench/catalog/open_parameters.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

using namespace crossover;

namespace {

void check(const workloads::shape& read) {
    double before = 0;
    for (const double u : {0x1p-54, 0.001, 0.5, 0.999, 1 - 0x1p-53}) {
        const double factor = read.quantile(u);
        fuzz::require(std::isfinite(factor) && factor >= 0, "a factor is a number from 0");
        fuzz::require(factor >= before * (1 - 1e-9), "quantiles do not fall");
        before = factor;
    }
}

void check(const bench::arrival_pattern& read) {
    const auto when = read.draw(64, 1000, 1);
    fuzz::require(when.size() == 64 && when.front() == bench::quiet_start_ns,
                  "the first request comes after the quiet start");
    fuzz::require(std::ranges::is_sorted(when), "requests arrive in their order");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::argument_of(fuzz::text_of(data, size));
    std::optional<workloads::shape> shape;
    if (fuzz::is_accepted([&] { shape.emplace(text); })) {
        check(*shape);
    }
    std::optional<bench::arrival_pattern> arrivals;
    if (fuzz::is_accepted([&] { arrivals.emplace(text); })) {
        check(*arrivals);
    }
    return 0;
}
