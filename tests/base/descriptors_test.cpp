/// Descriptors that are proved to be free: exactly so many, and free again afterwards.

#include "base/descriptors.hpp"

#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"

#include <cstddef>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace crossover::tests {
namespace {

/// How many this process can open now.
std::size_t free_descriptors() {
    std::vector<unique_fd> opened;
    for (;;) {
        unique_fd next(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (!next) {
            return opened.size();
        }
        opened.push_back(std::move(next));
    }
}

TEST(FreeDescriptors, AreProvedUpToTheLastAndGivenBack) {
    in_child([] {
        std::size_t free = 0;
        try {
            const few_descriptors few(8);
            ASSERT_TRUE(few.is_set());
            free = free_descriptors();
            for (int round = 0; round < 3; ++round) {
                require_free_descriptors(free, "a loop");
                EXPECT_EQ(free_descriptors(), free);
            }
            require_free_descriptors(free + 1, "a loop");
            ADD_FAILURE() << "one too many was granted";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::machine_limit);
            EXPECT_EQ(refused.what(), "a loop needs " + std::to_string(free + 1) +
                                          " descriptors and can have " + std::to_string(free) +
                                          " (Too many open files); raise the descriptor limit "
                                          "with ulimit -n");
        }
        EXPECT_EQ(free_descriptors(), free + 2) << "and the two that were kept apart";
    });
}

} // namespace
} // namespace crossover::tests
