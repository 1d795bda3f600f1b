/// The bench's command line, an argument a line, with the cells and globs in it.

#include "bench/catalog/registry.hpp"
#include "bench/catalog/select.hpp"
#include "bench/options.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>

using namespace crossover;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto arguments = fuzz::lines_of(fuzz::text_of(data, size));
    bench::options how;
    if (!fuzz::is_accepted([&] { how = bench::parse_options(arguments); })) {
        return 0;
    }
    fuzz::require(how.min_time_ns >= 0 && how.patience_ns > 0 && how.min_batches > 0 &&
                      how.slo_ns >= 0,
                  "a time or a count of the command line is in its range");
    std::vector<bench::candidate> pairs;
    try {
        pairs = bench::select(bench::all(), how);
    } catch (const error& refused) { // bad input, or a contender of an engine that was not built
        fuzz::require(refused.what()[0] != '\0', "a refusal says why");
        return 0;
    }
    const bool all_wanted = std::ranges::all_of(
        pairs, [&](const auto& pair) { return bench::is_wanted(how, pair.contender->name()); });
    fuzz::require(all_wanted, "who is selected was asked for");
    return 0;
}
