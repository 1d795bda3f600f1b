/// Widths that cannot be had. When the system refuses a thread half-way: an error that says what to
/// do, and nothing left behind, whoever starts the threads; of no width at all: the same.

#include "base/error.hpp"
#include "tests/engines/thread_pools.hpp"
#include "tests/support/left_behind.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <sys/resource.h>

namespace crossover::tests {
namespace {

constexpr std::size_t far_too_many = 1000;

template <class Engine>
class ThreadPoolLimit : public testing::Test {
public:
    using pool_type = typename Engine::thread_pool;

    /// Takes away the addresses that threads need: a stack takes 8 MiB of them.
    static void take_addresses_away() {
        const rlimit little{256U << 20, 256U << 20};
        ASSERT_EQ(::setrlimit(RLIMIT_AS, &little), 0);
    }

    static void expect_refusal() {
        try {
            pool_type pool(far_too_many);
            ADD_FAILURE() << "a thousand threads were started";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::machine_limit);
            EXPECT_TRUE(std::string(refused.what()).starts_with("cannot start thread "))
                << refused.what();
        }
    }

    /// Has every worker of a small pool run something.
    static void use(std::size_t width) {
        pool_type pool(width);
        run_all(pool, 100, [](std::size_t /*i*/, std::size_t /*worker*/) noexcept {});
    }
};
TYPED_TEST_SUITE(ThreadPoolLimit, thread_pool_engines, engine_name);

TYPED_TEST(ThreadPoolLimit, IsAnErrorThatLeavesNoThread) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer needs the address space that this takes away";
    }
    in_child([this] {
        this->take_addresses_away();
        const auto before = census::take();
        this->expect_refusal();
        EXPECT_EQ(census::left_since(before), "");
    });
}

/// Nor does the refusal break anything: a pool that fits can be had afterwards, of another width
/// too.
TYPED_TEST(ThreadPoolLimit, LeavesTheProcessFitForASmallerPool) {
    if (under_sanitizer) {
        GTEST_SKIP() << "a sanitizer needs the address space that this takes away";
    }
    in_child([this] {
        this->take_addresses_away();
        for (int round = 0; round < 20; ++round) {
            this->expect_refusal();
        }
        this->use(3);
    });
}

/// Nobody would ever run what is submitted, and whoever drains would wait for ever.
TYPED_TEST(ThreadPoolLimit, RefusesAWidthOfNothing) {
    const auto before = census::take();
    EXPECT_THROW(typename TypeParam::thread_pool pool(0), std::invalid_argument);
    EXPECT_EQ(census::left_since(before), "");
}

} // namespace
} // namespace crossover::tests
