/// What only the pool on shared memory promises: its workers share a bell, and take tasks that
/// arrive.

#include "engines/posix/process_pool.hpp"

#include "base/clock.hpp"
#include "base/shared_memory.hpp"
#include "bench/sample/plan_memory.hpp"
#include "strategies/arrivals.hpp"
#include "tests/engines/processes/process_pools.hpp"

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

/// A hundred tasks that arrive over five seconds.
struct slow_arrivals {
    static constexpr std::size_t tasks = 100;
    arrival_plan plan;
    std::array<std::int64_t, tasks> after_ns{};
    std::array<std::int64_t, tasks> released_ns{};

    void begin() {
        for (std::size_t i = 0; i < tasks; ++i) {
            after_ns[i] = static_cast<std::int64_t>(i) * 50'000'000;
        }
        plan.after_ns = after_ns.data();
        plan.released_ns = released_ns.data();
        plan.begin(tasks, now_ns());
    }
};

TEST(SharedMemoryPool, TellsOfADeathWhileTasksArrive) {
    const shared_memory<slow_arrivals> arrivals;
    bench::outcomes left(slow_arrivals::tasks);
    engines::shared_memory_pool pool(2, storing_index);
    auto b = left.prepare(slow_arrivals::tasks, false);
    b.arrivals = &arrivals->plan;
    std::int64_t killed_ns = 0;
    std::jthread killer([&, victim = pool.workers()[1]] {
        std::this_thread::sleep_for(120ms);
        killed_ns = now_ns();
        ::kill(victim, SIGKILL);
    });
    arrivals->begin();
    const auto text = text_of_failure([&] { pool.run(b); });
    const auto told_ns = now_ns();
    killer.join();
    EXPECT_TRUE(contains(text, "SIGKILL")) << text;
    EXPECT_LT(told_ns - killed_ns, 2'000'000'000) << "it was told with the last arrival";
}

/// Brings no task until all is over, as a server's front does that nobody asks; a source lets no
/// exception through.
class nobody_comes final : public arrival_source {
public:
    bool next(std::size_t /*i*/, const std::function<bool()>& over) noexcept override {
        for (const auto until = now_ns() + 5'000'000'000; now_ns() < until && !over();) {
            std::this_thread::sleep_for(2ms);
        }
        return false;
    }
};

TEST(SharedMemoryPool, TellsOfADeathWhileASourceIsAwaited) {
    bench::plan_memory memory(10, bench::plan_memory::arrivals::brought);
    nobody_comes source;
    memory.plan().source = &source;
    memory.plan().room = 10;
    bench::outcomes left(10);
    engines::shared_memory_pool pool(2, storing_index);
    auto b = left.prepare(10, false);
    b.arrivals = &memory.plan();
    ::kill(pool.workers()[0], SIGKILL);
    memory.plan().begin(10, now_ns());
    const auto start = now_ns();
    const auto text = text_of_failure([&] { pool.run(b); });
    EXPECT_TRUE(contains(text, "SIGKILL")) << text;
    EXPECT_LT(now_ns() - start, 2'000'000'000);
}

/// Its number is another file's now, which is not to be written into.
TEST(SharedMemoryPool, TellsWhoseTaskHasOpenedAFileInPlaceOfTheBell) {
    std::string path = "/tmp/crossover-bell-XXXXXX";
    const int made = ::mkstemp(path.data());
    ASSERT_GE(made, 0);
    ::close(made);
    bench::outcomes left(2); // shared before the pool is made
    engines::shared_memory_pool pool(1, [&path] {
        return [path](const process_call& call) {
            for (int fd = 3; fd < 200; ++fd) {
                ::close(fd);
            }
            for (int opened = 3; opened > 0 && opened < 199;) {
                opened = ::open(path.c_str(), O_RDWR);
            }
            return index_plus_one(call);
        };
    });
    const auto text = text_of_failure([&] { pool.run(left.prepare(2, false)); });
    EXPECT_TRUE(contains(text, "closed")) << text;
    const int file = ::open(path.c_str(), O_RDONLY);
    EXPECT_EQ(::lseek(file, 0, SEEK_END), 0) << "a task's file was written into";
    ::close(file);
    ::unlink(path.c_str());
}

} // namespace
} // namespace crossover::tests
