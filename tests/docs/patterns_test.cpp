/// The examples of docs/PATTERNS.md, compiled and run. What stands between [name] and [/name] is
/// quoted there word by word.

#include "base/clock.hpp"
#include "base/shared_memory.hpp"
#include "engines/posix/process_pool.hpp"
#include "engines/ring/thread_pool.hpp"
#include "strategies/coro/deadline.hpp"
#include "strategies/coro/gather.hpp"
#include "strategies/coro/semaphore.hpp"
#include "strategies/coro/with_resource.hpp"
#include "strategies/coro/with_scope.hpp"
#include "strategies/offload.hpp"
#include "tests/support/coroutine_fixture.hpp"

#include <array>
#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;
using coro::collect;
using coro::gather;
using coro::scope;
using coro::semaphore;
using coro::shielded;
using coro::task;
using coro::with_deadline;
using coro::with_resource;
using coro::with_scope;

COROUTINE_SUITE(Patterns);

// [gather]
template <class Loop>
task<int> fetch(Loop& loop, int page) {
    co_await sleep_for(loop, 10ms); // a request, say
    if (page == 404) {
        throw std::runtime_error("page 404 is not there");
    }
    co_return page* page;
}

template <class Loop>
task<std::vector<int>> fetch_all(Loop& loop) {
    std::vector<task<int>> pages;
    for (int page = 0; page < 100; ++page) {
        pages.push_back(fetch(loop, page));
    }
    co_return co_await gather(std::move(pages)); // 10 ms, not 1 s; in the order of the pages
}
// [/gather]

COROUTINE_TEST(Patterns, Gather) {
    const auto pages = co_await fetch_all(loop);
    EXPECT_EQ(pages.size(), 100U);
    EXPECT_EQ(pages.at(9), 81);
}

// [semaphore]
template <class Loop>
task<int> fetch_politely(Loop& loop, semaphore& permits, int page) {
    const auto held =
        co_await permits.scoped_acquire(); // given back on success, error and cancellation
    co_return co_await fetch(loop, page);
}
// [/semaphore]

COROUTINE_TEST(Patterns, Semaphore) {
    semaphore permits(loop.ready(), 10);
    std::vector<task<int>> pages;
    for (int page = 0; page < 30; ++page) {
        pages.push_back(fetch_politely(loop, permits, page));
    }
    co_await gather(std::move(pages));
    EXPECT_EQ(permits.high_water(), 10);
    EXPECT_EQ(permits.available(), 10);
}

struct connection {
    bool open = false;
};

// [resource]
template <class Loop>
task<int> query(Loop& loop, connection& wire) {
    auto acquire = [&]() -> task<connection*> {
        co_await sleep_for(loop, 1ms); // a handshake
        wire.open = true;
        co_return &wire;
    };
    auto use = [&](connection*& /*opened*/) -> task<int> { co_return co_await fetch(loop, 3); };
    auto release = [&](connection*& opened) -> task<void> {
        co_await sleep_for(loop, 1ms); // a farewell: awaited even when the query was cancelled
        opened->open = false;
    };
    co_return co_await with_resource(acquire, use, release);
}
// [/resource]

COROUTINE_TEST(Patterns, AsyncContextManager) {
    connection wire;
    EXPECT_EQ(co_await query(loop, wire), 9);
    EXPECT_FALSE(wire.open);
    EXPECT_THROW(co_await with_deadline(loop, 5ms, query(loop, wire)), deadline_exceeded);
    EXPECT_FALSE(wire.open);
}

// [exceptions]
template <class Loop>
task<std::string> fail_fast(Loop& loop) {
    try {
        co_await gather(fetch(loop, 1), fetch(loop, 404),
                        fetch(loop, 2)); // the others are cancelled
    } catch (const std::runtime_error& itself) {
        co_return itself.what();
    }
    co_return "";
}

template <class Loop>
task<int> collect_all(Loop& loop) {
    std::vector<task<int>> pages;
    pages.push_back(fetch(loop, 1));
    pages.push_back(fetch(loop, 404));
    pages.push_back(fetch(loop, 2));
    int sum = 0;
    for (auto& each :
         co_await collect(std::move(pages))) { // every outcome, in order; nothing is cancelled
        sum += each.ok() ? each.value() : 0;
    }
    co_return sum;
}
// [/exceptions]

COROUTINE_TEST(Patterns, Exceptions) {
    EXPECT_EQ(co_await fail_fast(loop), "page 404 is not there");
    EXPECT_EQ(co_await collect_all(loop), 5);
}

// [cancellation]
template <class Loop>
task<void> upload(Loop& loop, bool& withdrawn) {
    bool was_cancelled = false;
    try {
        co_await sleep_for(loop, 10s);
    } catch (const coro::cancelled&) {
        was_cancelled = true; // no co_await may stand in a handler
    }
    if (was_cancelled) {
        co_await shielded(
            sleep_for(loop, 1ms)); // tell the server; cancellation does not reach what is shielded
        withdrawn = true;
        throw coro::cancelled{};
    }
}

template <class Loop>
task<bool> upload_in_time(Loop& loop, bool& withdrawn) {
    try {
        co_await with_deadline(loop, 5ms, upload(loop, withdrawn));
    } catch (const deadline_exceeded&) {
        co_return false; // its clean-up has ended
    }
    co_return true;
}
// [/cancellation]

COROUTINE_TEST(Patterns, CancellationWithCleanUp) {
    bool withdrawn = false;
    const bool in_time = co_await upload_in_time(loop, withdrawn);
    EXPECT_FALSE(in_time);
    EXPECT_TRUE(withdrawn);
}

// [offload]
template <class Loop, class Pool>
task<int> hash_elsewhere(Loop& loop, Pool& pool) {
    int digest = 0;
    strategies::offload::on_pool hashing(loop, pool, [&digest](std::size_t /*worker*/) {
        std::this_thread::sleep_for(50ms); // what would hold the loop
        digest = 42;
    });
    co_await hashing; // the loop turns meanwhile
    co_return digest;
}
// [/offload]

COROUTINE_TEST(Patterns, NeverBlockTheLoop) {
    engines::ring_thread_pool pool(1);
    int beats = 0;
    auto beat = [&beats](auto& l) -> task<void> {
        for (; beats < 5; ++beats) {
            co_await sleep_for(l, 1ms);
        }
    };
    auto hash = [&](auto& l) -> task<int> {
        const int digest = co_await hash_elsewhere(l, pool);
        EXPECT_EQ(beats, 5) << "the loop stood still";
        co_return digest;
    };
    const auto [nothing, digest] = co_await gather(beat(loop), hash(loop));
    EXPECT_EQ(digest, 42);
    pool.drain();
}

// [no-fire-and-forget]
template <class Loop>
task<void> serve(Loop& loop, int& logged) {
    auto log = [](Loop& l, int& lines) -> task<void> {
        co_await sleep_for(l, 1ms);
        ++lines;
    };
    auto body = [&](scope& background) -> task<void> {
        background.spawn(log(loop, logged)); // goes on in the background,
        background.spawn(log(loop, logged));
        co_return;
    };
    co_await with_scope(body); // but not beyond this line; an error of a child would come out here
}
// [/no-fire-and-forget]

COROUTINE_TEST(Patterns, NoFireAndForget) {
    int logged = 0;
    co_await serve(loop, logged);
    EXPECT_EQ(logged, 2);
}

// [races]
template <class Loop>
task<void> deposit_carelessly(Loop& loop, int& balance) {
    const int seen = balance;
    co_await sleep_for(loop, 1ms); // others run here, and see the same
    balance = seen + 1;
}

template <class Loop>
task<void> deposit(Loop& loop, semaphore& lock, int& balance) {
    const auto held =
        co_await lock
            .scoped_acquire(); // needed because an await stands between reading and writing
    co_await deposit_carelessly(loop, balance);
}
// [/races]

COROUTINE_TEST(Patterns, RacesAndLocks) {
    int careless = 0;
    int careful = 0;
    semaphore lock(loop.ready(), 1);
    std::vector<task<void>> deposits;
    for (int i = 0; i < 20; ++i) {
        deposits.push_back(deposit_carelessly(loop, careless));
        deposits.push_back(deposit(loop, lock, careful));
    }
    co_await gather(std::move(deposits));
    EXPECT_EQ(careless, 1) << "one thread, and a race all the same";
    EXPECT_EQ(careful, 20);
}

// [processes]
void square_on_processes(std::uint64_t* results,
                         std::size_t tasks) { // results lie in shared memory
    const auto make = [] { // runs in a worker process; what it returns is called there
        return [](const process_call& call) {
            return outcome{.digest = call.index * call.index, .when = {}};
        };
    };
    engines::shared_memory_pool pool(2, make); // forked here, once
    batch b;
    b.tasks = tasks;
    b.results = results;
    pool.run(b); // an error's text, or a worker's death, comes out here
}
// [/processes]

TEST(PatternsOnProcesses, CpuWork) {
    const shared_memory<std::array<std::uint64_t, 100>> results;
    square_on_processes(results->data(), results->size());
    EXPECT_EQ((*results)[99], 99U * 99U);
}

// [testing]
COROUTINE_TEST(Patterns,
               SleepIsNeverShort) { // runs on every loop, each time on a fresh one, with a time-out
    const auto before = now_ns();
    co_await sleep_for(loop, 1ms);
    EXPECT_GE(now_ns() - before, 1'000'000);
}
// [/testing]

// [testing-many]
TYPED_TEST(Patterns, ManyTestsTogether) {
    typename TestFixture::test_list tests;
    for (int i = 0; i < 300; ++i) {
        tests.push_back({"sleeps for " + std::to_string(i) + " us", [i](auto& loop) -> task<void> {
                             const auto before = now_ns();
                             co_await sleep_for(loop, i * 1us);
                             EXPECT_GE(now_ns() - before, i * 1000);
                         }});
    }
    tests.push_back({"would wait forever",
                     [](auto& loop) -> task<void> { co_await sleep_for(loop, 1h); }, 5ms});
    const auto verdicts =
        this->together(tests); // run_together(tests) would fail this test by the name of the last
    EXPECT_EQ(verdicts.front().failure, "");
    EXPECT_NE(verdicts.back().failure, "");
}
// [/testing-many]

} // namespace
} // namespace crossover::tests
