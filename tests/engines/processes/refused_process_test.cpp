/// When the system refuses a process half-way: an error that says what to do, those that were
/// forked are reaped, and what is smaller works.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/shared_memory.hpp"
#include "engines/posix/task_processes.hpp"
#include "tests/engines/processes/process_pools.hpp"
#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/offload_engines.hpp"

#include <atomic>
#include <cstddef>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

constexpr std::size_t allowed = 5;
constexpr std::size_t processes_too_many = 64;

/// Runs `body` where so few processes can be had, in a child.
template <class Body>
void with_few_processes(const Body& body) {
    if (!can_limit_processes()) {
        GTEST_SKIP() << "the processes of this user cannot be limited here";
    }
    in_child([&body] {
        const auto before = census::take();
        ASSERT_TRUE(allow_processes(allowed));
        body();
        EXPECT_EQ(census::left_since(before), "");
    });
}

/// Expects that a process is refused, and nothing of what was started is left.
template <class Call>
void expect_refusal(const std::string& beginning, const Call& call) {
    const auto before = census::take();
    try {
        call();
        ADD_FAILURE() << "all processes were started";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::machine_limit);
        EXPECT_TRUE(std::string(refused.what()).starts_with(beginning)) << refused.what();
        if (::getuid() >= 1'000'000'000) { // a user of its own: nobody else's processes count
            EXPECT_GT(number_after(beginning, refused.what()), 1U)
                << "not half-way: " << refused.what();
        }
    }
    EXPECT_EQ(census::left_since(before), "");
}

template <class Engine>
class RefusedProcess : public testing::Test {};
TYPED_TEST_SUITE(RefusedProcess, process_pool_engines, engine_name);

TYPED_TEST(RefusedProcess, OfAPoolEndsThoseThatWereForked) {
    with_few_processes([] {
        for (int round = 0; round < 3; ++round) {
            expect_refusal("cannot start worker process ", [] {
                typename TypeParam::process_pool pool(processes_too_many, storing_index);
            });
        }
        bench::outcomes left(100);
        typename TypeParam::process_pool smaller(3, storing_index);
        const auto b = left.prepare(100, false);
        smaller.run(b);
        EXPECT_TRUE(all_stored(b));
    });
}

/// A pool that cannot have its descriptors, whichever of them is the first that is refused.
TYPED_TEST(RefusedProcess, SaysWhenThereAreTooFewDescriptors) {
    for (rlim_t more = 0; more <= 16; ++more) {
        in_child([more] {
            try {
                const few_descriptors allowed_descriptors(more);
                ASSERT_TRUE(allowed_descriptors.is_set());
                typename TypeParam::process_pool pool(3, storing_index);
                EXPECT_GT(more, 2U) << "no pool does with so few";
            } catch (const error& refused) {
                EXPECT_EQ(refused.code(), exit_code::machine_limit) << refused.what();
                EXPECT_TRUE(contains(refused.what(), "ulimit -n")) << refused.what();
            }
        });
    }
}

struct nothing_to_do {
    using wait_type = wait::none;
    [[nodiscard]] static wait::none wait(std::size_t /*i*/) noexcept { return {}; }
    [[nodiscard]] static wait::none::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) noexcept {
        return i;
    }
};

template <class Engine>
class RefusedOffloadProcess : public testing::Test {};
TYPED_TEST_SUITE(RefusedOffloadProcess, process_offload_engines, engine_name);

TYPED_TEST(RefusedOffloadProcess, EndsThoseThatWereForked) {
    with_few_processes([] {
        using contender = strategies::offload::contender<TypeParam, nothing_to_do>;
        const nothing_to_do work;
        expect_refusal("cannot start worker process ", [&work] {
            contender runner(work, {.tasks = processes_too_many, .limit = processes_too_many});
        });
        bench::outcomes left(processes_too_many);
        contender smaller(work, {.tasks = processes_too_many, .limit = 3});
        smaller.run(left.prepare(processes_too_many, false));
        EXPECT_EQ(left.check(processes_too_many, [](std::size_t i) { return i; }), "");
    });
}

TEST(RefusedTaskProcess, EndsThoseThatWereForkedAndTheNextBatchWorks) {
    with_few_processes([] {
        engines::task_processes crew(processes_too_many);
        for (int round = 0; round < 2; ++round) {
            const auto start = now_ns();
            expect_refusal("cannot start a process for task ", [&crew] {
                crew.for_each(processes_too_many, [](std::size_t /*i*/, std::size_t /*place*/) {
                    std::this_thread::sleep_for(10s);
                });
            });
            EXPECT_LT(now_ns() - start, 5'000'000'000) << "they went on to their end";
        }
        const shared_memory<std::atomic<int>> ran;
        crew.for_each(3, [&](std::size_t /*i*/, std::size_t /*place*/) { ran->fetch_add(1); });
        EXPECT_EQ(*ran, 3);
    });
}

} // namespace
} // namespace crossover::tests
