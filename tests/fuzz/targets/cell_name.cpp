/// A cell's name: what is read is written again so that it reads the same.

#include "bench/catalog/cell.hpp"
#include "tests/fuzz/target.hpp"

#include <optional>

using namespace crossover;

namespace {

std::string name_of(const bench::cell& where) {
    std::string text = where.workload + "/tasks:" + std::to_string(where.size.tasks) +
                       "/limit:" + std::to_string(where.size.limit);
    for (const auto& [name, value] : where.written()) {
        text += "/" + name + ":" + value;
    }
    return text;
}

bool same(const bench::cell& a, const bench::cell& b) {
    return a.workload == b.workload && a.size.tasks == b.size.tasks &&
           a.size.limit == b.size.limit && a.size.open == b.size.open &&
           a.size.queue == b.size.queue && a.parameters == b.parameters && a.chosen == b.chosen &&
           a.words == b.words;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::optional<bench::cell> read;
    if (fuzz::is_accepted(
            [&] { read = bench::parse_cell(fuzz::argument_of(fuzz::text_of(data, size))); })) {
        fuzz::require(read->size.limit >= 1 && read->size.tasks <= bench::max_tasks,
                      "the size of a cell is in its range");
        fuzz::require(same(bench::parse_cell(name_of(*read)), *read),
                      "a cell that is written and read again is the same");
        static_cast<void>(bench::parameters_of(*read, {}));
    }
    return 0;
}
