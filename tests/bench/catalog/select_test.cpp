/// Which contenders run on which cells, of a small registry.

#include "bench/catalog/select.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using bench::parse_cell;

bench::contender_entry selectable(const char* strategy, const char* engine, const char* workload) {
    bench::contender_entry entry;
    entry.strategy = strategy;
    entry.engine = engine;
    entry.workload = workload;
    entry.limit = [](const batch_size& s) { return s.limit / 2; };
    return entry;
}

/// Two contenders on two workloads, and one whose library was not there.
bench::registry small_registry() {
    bench::registry known;
    for (const auto* const strategy : {"gather", "semaphore"}) {
        for (const auto* const workload : {"noop", "nqueens"}) {
            known.contenders.push_back(selectable(strategy, "asio", workload));
        }
    }
    known.missing.push_back({"gather", "libuv", "its library was not found"});
    known.workloads.push_back({.name = "nqueens",
                               .summary = {},
                               .wait = {},
                               .parameters = {},
                               .make = nullptr,
                               .check = [](const parameters& p) {
                                   if (p["boards"] == 13) {
                                       throw error(exit_code::bad_input, "thirteen boards");
                                   }
                               }});
    return known;
}

bench::options selecting(const std::vector<std::string>& cells,
                         const std::vector<std::string>& contenders = {}) {
    bench::options how;
    for (const auto& cell : cells) {
        how.cells.push_back(parse_cell(cell));
    }
    how.contenders = contenders;
    return how;
}

std::vector<std::string> selected_names(const bench::options& how) {
    const auto known = small_registry();
    std::vector<std::string> names;
    for (const auto& pair : bench::select(known, how)) {
        names.push_back(pair.name());
    }
    return names;
}

std::string refusal_of_selection(const bench::options& how, exit_code code) {
    try {
        static_cast<void>(bench::select(small_registry(), how));
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), code);
        return refused.what();
    }
    return "accepted";
}

TEST(SelectedContenders, AreTakenOneByOneWithAllCellsOfTheirWorkload) {
    EXPECT_EQ(
        selected_names(selecting({"noop/tasks:8", "nqueens/tasks:4/boards:1", "noop/tasks:2"})),
        (std::vector<std::string>{
            "noop/gather/asio/tasks:8/limit:4", "noop/gather/asio/tasks:2/limit:1",
            "nqueens/gather/asio/tasks:4/limit:2/boards:1/cpu_us:1000",
            "noop/semaphore/asio/tasks:8/limit:4", "noop/semaphore/asio/tasks:2/limit:1",
            "nqueens/semaphore/asio/tasks:4/limit:2/boards:1/"
            "cpu_us:1000"}));
}

TEST(SelectedContenders, AreThoseThatAGlobNames) {
    EXPECT_EQ(selected_names(selecting({"noop/tasks:2"}, {"gather/*"})),
              (std::vector<std::string>{"noop/gather/asio/tasks:2/limit:1"}));
    EXPECT_EQ(selected_names(selecting({"noop/tasks:2"}, {"gather/asio", "s*/as?o"})).size(), 2U);
    EXPECT_TRUE(bench::is_wanted(selecting({}), "any/other")) << "all, where nothing is said";
    EXPECT_FALSE(bench::is_wanted(selecting({}, {"gather/*"}), "semaphore/asio"));
}

TEST(SelectedContenders, AreRefusedWhereAGlobNamesNone) {
    const auto cell = "noop/tasks:2";
    EXPECT_EQ(refusal_of_selection(selecting({cell}, {"gather/asio", "gahter/asio"}),
                                   exit_code::bad_input),
              "no contender matches 'gahter/asio'; did you mean gather/asio? (--list "
              "shows all)");
    EXPECT_EQ(refusal_of_selection(selecting({cell}, {"*/libuv"}), exit_code::missing_dependency),
              "gather/libuv cannot run: its library was not found");
}

TEST(SelectedContenders, AreRefusedWithoutACellOrWithOneThatCannotRun) {
    EXPECT_NE(refusal_of_selection({}, exit_code::bad_input).find("no cell was asked for"),
              std::string::npos);
    EXPECT_EQ(refusal_of_selection(selecting({"nqueens/tasks:1/boards:13"}), exit_code::bad_input),
              "thirteen boards");
}

} // namespace
} // namespace crossover::tests
