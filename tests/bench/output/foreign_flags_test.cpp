/// Google Benchmark's flags: which are its own, and which it does not know.

#include "bench/output/foreign_flags.hpp"

#include "base/error.hpp"
#include "tests/support/in_child.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

/// The sentence that refuses the flags, or the names that they select none of.
/// What the library is told stays told: in a child process only.
std::string refusal_of_flags(const std::vector<std::string>& flags,
                             const std::vector<std::string>& names) {
    try {
        bench::initialize_benchmark("bench", flags);
        bench::require_selected(names);
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::bad_input);
        return refused.what();
    }
    return "accepted";
}

TEST(ForeignFlags, AreKnownByTheirBeginning) {
    EXPECT_TRUE(bench::is_foreign("--benchmark_filter=x"));
    EXPECT_TRUE(bench::is_foreign("--v=2"));
    EXPECT_FALSE(bench::is_foreign("--cell=noop/tasks:1"));
    EXPECT_FALSE(bench::is_foreign("--verbose"));
    EXPECT_FALSE(bench::is_foreign("benchmark_filter=x"));
}

TEST(ForeignFlags, ThatNobodyKnowsAreRefusedWithTheNearest) {
    in_child([] {
        EXPECT_EQ(refusal_of_flags({"--benchmark_fliter=x"}, {"a"}),
                  "Google Benchmark has no flag '--benchmark_fliter=x'; did you mean "
                  "--benchmark_filter?");
    });
}

TEST(ForeignFlags, MaySelectAnyOfTheNames) {
    in_child([] {
        const std::vector<std::string> names{"noop/gather/asio", "noop/semaphore/asio"};
        EXPECT_EQ(refusal_of_flags({}, names), "accepted");
        EXPECT_EQ(refusal_of_flags({"--benchmark_filter=all"}, names), "accepted");
        EXPECT_EQ(refusal_of_flags({"--benchmark_filter=pool|semaphore"}, names), "accepted");
        EXPECT_EQ(refusal_of_flags({"--benchmark_filter=-gather"}, names), "accepted");
    });
}

TEST(ForeignFlags, MustSelectOne) {
    in_child([] {
        const std::vector<std::string> names{"noop/gather/asio"};
        for (const std::string filter : {"pool", "-gather", "^gather"}) {
            EXPECT_EQ(refusal_of_flags({"--benchmark_filter=" + filter}, names),
                      "--benchmark_filter='" + filter +
                          "' selects none of 1 benchmarks, such as noop/gather/asio "
                          "(--benchmark_list_tests shows all)");
        }
        EXPECT_NE(refusal_of_flags({"--benchmark_filter=(gather"}, names)
                      .find("is no extended regular expression"),
                  std::string::npos);
        EXPECT_NE(refusal_of_flags({"--benchmark_filter=gather"}, {}).find("no contender"),
                  std::string::npos);
    });
}

} // namespace
} // namespace crossover::tests
