/// What only the pool that ships its outcomes must do.

#include "engines/pipe/process_pool.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/shared_memory.hpp"
#include "tests/engines/processes/process_pools.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <gtest/gtest.h>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::tests {
namespace {

using engines::pipe_engine;
using engines::pipe_pool;

class PipePool : public process_pool_fixture<pipe_engine> {};

TEST_F(PipePool, NeedsNoMemoryThatIsShared) {
    std::vector<std::uint64_t> results(5000);
    std::vector<stamp> stamps(5000);
    pipe_pool pool(2, storing_index);
    const batch b{.tasks = 5000, .results = results.data(), .stamps = stamps.data()};
    pool.run(b);
    EXPECT_TRUE(all_stored(b));
}

/// Parcels whose every byte depends on the task, so that a mixed-up or torn one is seen.
parcel patterned(std::size_t argument_bytes, std::size_t result_bytes) {
    return {.argument_bytes = argument_bytes,
            .result_bytes = result_bytes,
            .pack =
                [](std::size_t i, std::span<std::byte> out) {
                    std::iota(reinterpret_cast<unsigned char*>(out.data()),
                              reinterpret_cast<unsigned char*>(out.data() + out.size()),
                              static_cast<unsigned char>(i));
                },
            .unpack =
                [](std::size_t i, std::span<const std::byte> in) {
                    for (std::size_t k = 0; k < in.size(); ++k) {
                        if (in[k] != static_cast<std::byte>(i + 2 * k)) {
                            return std::uint64_t{0};
                        }
                    }
                    return std::uint64_t{i + 1};
                }};
}

/// Result byte k is argument byte k, plus k.
process_body transforming() {
    return [](const process_call& call) {
        for (std::size_t k = 0; k < call.result.size(); ++k) {
            const auto in = call.argument.empty() ? static_cast<std::byte>(call.index + k)
                                                  : call.argument[k % call.argument.size()];
            call.result[k] = static_cast<std::byte>(static_cast<std::size_t>(in) + k);
        }
        return outcome{.digest = 99, .when = {}}; // unpack() says what counts
    };
}

class PipePoolPayload : public PipePool,
                        public testing::WithParamInterface<std::pair<std::size_t, std::size_t>> {};

/// A pipe holds 64 KiB and a socket 208 KiB: with both sides writing more than that, a parent that
/// blocks in a write never reads.
TEST_P(PipePoolPayload, TravelsWhateverItsSize) {
    const auto [argument_bytes, result_bytes] = GetParam();
    pipe_pool pool(3, transforming, patterned(argument_bytes, result_bytes));
    const std::size_t tasks = argument_bytes + result_bytes > 100'000 ? 20 : 1000;
    for (int round = 0; round < 3; ++round) {
        const auto b = left_.prepare(tasks, false);
        pool.run(b);
        EXPECT_TRUE(all_stored(b));
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, PipePoolPayload,
                         testing::Values(std::pair{0UL, 24UL}, std::pair{7UL, 7UL},
                                         std::pair{4096UL, 4096UL}, std::pair{65'537UL, 65'537UL},
                                         std::pair{3UL << 20, 3UL << 20}),
                         [](const auto& size) {
                             return std::to_string(size.param.first) + "_and_" +
                                    std::to_string(size.param.second);
                         });

parcel failing(bool pack, std::size_t victim) {
    parcel p = patterned(8, 8);
    if (pack) {
        p.pack = [victim, whole = p.pack](std::size_t i, std::span<std::byte> out) {
            if (i == victim) {
                throw std::runtime_error("cannot pack " + std::to_string(i));
            }
            whole(i, out);
        };
    } else {
        p.unpack = [victim, whole = p.unpack](std::size_t i, std::span<const std::byte> in) {
            if (i == victim) {
                throw error(exit_code::bad_input, "cannot unpack " + std::to_string(i));
            }
            return whole(i, in);
        };
    }
    return p;
}

/// What the parent throws over one call is that call's failure: no worker has died of it.
TEST_F(PipePool, OutlivesAParentThatCannotPackOrUnpack) {
    for (const bool pack : {true, false}) {
        for (const std::size_t victim : {0UL, 1UL, 500UL}) {
            const std::string expected =
                (pack ? "cannot pack " : "cannot unpack ") + std::to_string(victim);
            pipe_pool pool(2, transforming, failing(pack, victim));
            for (int round = 0; round < 3; ++round) {
                EXPECT_EQ(text_of_failed_run(pool, left_.prepare(1000, false)), expected);
                EXPECT_TRUE(pool.usable());
                const auto b = left_.prepare(victim, false); // the victim is not among them
                pool.run(b);
                ASSERT_TRUE(all_stored(b));
            }
        }
    }
}

TEST_F(PipePool, CollectsWhatTheParentCannotPackOrUnpack) {
    for (const bool pack : {true, false}) {
        pipe_pool pool(2, transforming, failing(pack, 300));
        std::vector<failure_slot> failures(1000);
        auto b = left_.prepare(1000, false);
        b.failures = failures.data();
        pool.run(b);
        for (std::size_t i = 0; i < b.tasks; ++i) {
            ASSERT_EQ(failures[i].failed, i == 300) << i;
            ASSERT_TRUE(i == 300 || b.results[i] == i + 1) << i;
        }
        EXPECT_TRUE(contains(failures[300].text.data(), "pack 300"));
        EXPECT_EQ(failures[300].code, pack ? exit_code::internal : exit_code::bad_input);
    }
}

TEST_F(PipePool, SurvivesADeathAmidAPayload) {
    pipe_pool pool(
        2,
        [] {
            return [](const process_call& call) {
                if (call.index == 5) {
                    ::_exit(2);
                }
                return transforming()(call);
            };
        },
        patterned(1 << 20, 1 << 20));
    EXPECT_TRUE(contains(text_of_failed_run(pool, left_.prepare(20, false)), "exit status 2"));
    expect_fresh_pool_works();
}

/// Short tasks teach the pool to hand over many at once; then one is long. Whatever was handed over
/// behind it must run elsewhere.
TEST_F(PipePool, LetsNothingWaitBehindALongTask) {
    constexpr std::size_t long_one = 100;
    const shared_memory<std::atomic<bool>> is_long;
    pipe_pool pool(2, [&is_long] {
        return [&is_long](const process_call& call) {
            outcome left = index_plus_one(call);
            left.when.started_ns = now_ns();
            if (*is_long && call.index == long_one) {
                std::this_thread::sleep_for(1s);
            }
            left.when.ended_ns = now_ns();
            return left;
        };
    });
    pool.run(left_.prepare(1000, true));
    *is_long = true;
    const auto b = left_.prepare(1000, true);
    pool.run(b);
    EXPECT_TRUE(all_stored(b));
    const auto last_of_others = [&] {
        std::int64_t last = 0;
        for (std::size_t i = 0; i < b.tasks; ++i) {
            last = i == long_one ? last : std::max(last, b.stamps[i].ended_ns);
        }
        return last;
    }();
    EXPECT_LT(last_of_others, b.stamps[long_one].ended_ns - 500'000'000)
        << "some task waited for the long one";
}

/// The same when all become long: they must be spread over all workers, as if nothing had been
/// handed over ahead.
TEST_F(PipePool, SpreadsTasksThatBecomeLong) {
    const shared_memory<std::atomic<int>> sleep_ms;
    pipe_pool pool(4, [&sleep_ms] {
        return [&sleep_ms](const process_call& call) {
            std::this_thread::sleep_for(std::chrono::milliseconds(sleep_ms->load()));
            return index_plus_one(call);
        };
    });
    pool.run(left_.prepare(1000, false));
    *sleep_ms = 200;
    const auto begin = now_ns();
    const auto b = left_.prepare(8, false);
    pool.run(b);
    EXPECT_TRUE(all_stored(b));
    EXPECT_LT(now_ns() - begin, 550'000'000) << "two rounds of 200 ms, not three";
}

/// A call with a flag of its own.
struct noted_call : posted_call {
    explicit noted_call(std::size_t i) {
        index = i;
        answer = 1000;
        ended = [](posted_call& self) noexcept { static_cast<noted_call&>(self).has_ended = true; };
    }
    bool has_ended = false;
};

std::vector<noted_call> calls(std::size_t n) {
    std::vector<noted_call> made;
    for (std::size_t i = 0; i < n; ++i) {
        made.emplace_back(i);
    }
    return made;
}

void poll_until_ended(pipe_pool& pool, const std::vector<noted_call>& open) {
    const auto until = now_ns() + 10'000'000'000;
    while (!std::ranges::all_of(open, &noted_call::has_ended) && now_ns() < until) {
        pool.poll();
    }
    EXPECT_TRUE(std::ranges::all_of(open, &noted_call::has_ended)) << "a call never ended";
}

TEST_F(PipePool, EndsEveryCallThatWasPosted) {
    pipe_pool pool(3, [] {
        return [](const process_call& call) {
            return outcome{.digest = call.index + call.answer, .when = {}};
        };
    });
    for (const std::size_t n : {1UL, 2UL, 5000UL}) {
        auto open = calls(n);
        for (auto& call : open) {
            pool.submit(call);
        }
        poll_until_ended(pool, open);
        for (const auto& call : open) {
            ASSERT_EQ(call.left.digest, call.index + 1000);
            ASSERT_FALSE(call.failure);
        }
    }
}

/// Each message wakes whoever waits for the calls, and takes a core from a worker. Behind hundreds
/// of others a call does not mind to come with more of them.
TEST_F(PipePool, AnswersMoreCallsAtOnceWhileManyAreOpen) {
    constexpr std::int64_t call_ns = 20'000;
    pipe_pool pool(2, [] {
        return [](const process_call& call) {
            for (const auto until = now_ns() + call_ns; now_ns() < until;) {
            }
            return index_plus_one(call);
        };
    });
    auto open = calls(3000);
    for (auto& call : open) {
        pool.submit(call);
    }
    std::ptrdiff_t before = 0;
    std::ptrdiff_t most = 0;
    for (int look = 0; look < 1000 && before < std::ssize(open); ++look) {
        std::this_thread::sleep_for(3ms); // each worker has answered both of its messages
        pool.poll();
        const auto now = std::ranges::count_if(open, &noted_call::has_ended);
        most = std::max(most, now - std::exchange(before, now));
    }
    EXPECT_EQ(before, std::ssize(open));
    EXPECT_GT(most, 4 * 200'000 / call_ns) << "two messages of each worker, of 200 us";
}

/// To look for the one that is withdrawn the pool calls back what has not started: it comes first
/// again.
TEST_F(PipePool, LetsNobodyWaitLongerBecauseAnotherIsWithdrawn) {
    struct numbered_call : noted_call {
        numbered_call(std::size_t i, std::vector<std::size_t>& order)
            : noted_call(i), ended_in(&order) {
            ended = [](posted_call& call) noexcept {
                auto& self = static_cast<numbered_call&>(call);
                self.has_ended = true;
                if (!self.withdrawn) {
                    self.ended_in->push_back(self.index);
                }
            };
        }
        std::vector<std::size_t>* ended_in;
    };
    pipe_pool pool(1, [] {
        return [](const process_call& call) {
            for (const auto until = now_ns() + 20'000; now_ns() < until;) {
            }
            return index_plus_one(call);
        };
    });
    std::vector<std::size_t> order;
    order.reserve(1000);
    std::vector<numbered_call> open;
    open.reserve(1000);
    for (std::size_t i = 0; i < 1000; ++i) {
        open.emplace_back(i, order);
    }
    for (auto& call : open) {
        pool.submit(call);
    }
    const auto until = now_ns() + 10'000'000'000;
    for (std::size_t last = 1000;
         !std::ranges::all_of(open, &noted_call::has_ended) && now_ns() < until;) {
        if (last > 900 && !order.empty()) {
            pool.withdraw(open[--last]);
        }
        pool.poll();
    }
    EXPECT_TRUE(std::ranges::all_of(open, &noted_call::has_ended)) << "a call never ended";
    EXPECT_GE(order.size(), 900U);
    EXPECT_TRUE(std::ranges::is_sorted(order));
}

/// Whoever awaits a call would wait for ever.
TEST_F(PipePool, EndsTheCallsThatAreOpenWhenItGoes) {
    auto open = calls(100);
    {
        pipe_pool pool(2, [] {
            return [](const process_call& call) {
                std::this_thread::sleep_for(10s); // the pool ends it
                return index_plus_one(call);
            };
        });
        for (auto& call : open) {
            pool.submit(call);
        }
    }
    for (const auto& call : open) {
        ASSERT_TRUE(call.has_ended);
        ASSERT_TRUE(call.failure);
        EXPECT_TRUE(contains(text_of_failure([&] { std::rethrow_exception(call.failure); }),
                             "the process pool was destroyed"));
    }
}

TEST_F(PipePool, FailsThePostedCallThatThrowsAndNoOther) {
    pipe_pool pool(2, for_task(300, [] { throw std::runtime_error("bad luck"); }));
    auto open = calls(1000);
    for (auto& call : open) {
        pool.submit(call);
    }
    poll_until_ended(pool, open);
    for (const auto& call : open) {
        ASSERT_EQ(call.failure != nullptr, call.index == 300);
        ASSERT_TRUE(call.failure || call.left.digest == call.index + 1);
    }
}

TEST_F(PipePool, FailsEveryOpenCallWhenAWorkerDies) {
    pipe_pool pool(2, for_task(300, [] { ::_exit(6); }));
    auto open = calls(1000);
    std::size_t submitted = 0;
    try {
        for (; submitted < open.size(); ++submitted) {
            pool.submit(open[submitted]);
        }
    } catch (const std::logic_error&) { // it has died already
    }
    ASSERT_GT(submitted, 300U);
    while (open.size() > submitted) {
        open.pop_back();
    }
    poll_until_ended(pool, open);
    EXPECT_FALSE(pool.usable());
    ASSERT_TRUE(open[300].failure);
    EXPECT_TRUE(contains(text_of_failure([&] { std::rethrow_exception(open[300].failure); }),
                         "exit status 6"));
    EXPECT_THROW(pool.submit(open[0]), std::logic_error);
    expect_fresh_pool_works();
}

} // namespace
} // namespace crossover::tests
