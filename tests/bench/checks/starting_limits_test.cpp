/// What a process finds when it begins: descriptors to open, and room for the allocator's arenas.

#include "bench/checks/starting_limits.hpp"

#include "base/error.hpp"
#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/sanitizers.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

TEST(StartingLimits, AreFoundWhereNoDescriptorIsLeft) {
    EXPECT_NO_THROW(bench::require_starting_descriptors());
    in_child([] {
        const few_descriptors few(3);
        try {
            bench::require_starting_descriptors();
            ADD_FAILURE() << "three are too few";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::machine_limit);
            EXPECT_NE(std::string(refused.what()).find("ulimit -n"), std::string::npos);
        }
    });
    in_child([] {
        const few_descriptors few(32); // some of these numbers may be taken
        EXPECT_NO_THROW(bench::require_starting_descriptors());
    });
}

TEST(StartingLimits, LetAsManyArenasBeAsFit) {
    constexpr std::uint64_t mib = std::uint64_t{1} << 20;
    EXPECT_EQ(bench::fitting_arenas(0), 1);
    EXPECT_EQ(bench::fitting_arenas(200 * mib), 1);
    EXPECT_EQ(bench::fitting_arenas(300 * mib), 2);
    EXPECT_EQ(bench::fitting_arenas(1280 * mib), 10);
}

/// With half an arena's room two threads would map each block by itself: 20,000 of them take a
/// second and more.
TEST(StartingLimits, KeepThreadsFromMappingEachBlock) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer has an allocator of its own";
    }
    in_child([] {
        ASSERT_TRUE(allow_addresses(60 << 20));
        bench::share_arenas();
        {
            const auto allocate = [] {
                for (int i = 0; i < 20'000; ++i) {
                    const auto block = std::make_unique<std::vector<char>>(100);
                    block->front() = static_cast<char>(i);
                }
            };
            const std::jthread one(allocate);
            const std::jthread other(allocate);
        }
        rusage used{};
        ::getrusage(RUSAGE_SELF, &used);
        EXPECT_LT(used.ru_stime.tv_sec * 1000 + used.ru_stime.tv_usec / 1000, 50)
            << "ms in the kernel";
    });
}

} // namespace
} // namespace crossover::tests
