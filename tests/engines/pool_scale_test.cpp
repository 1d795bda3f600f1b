/// As many workers at once as the suite promises: 4,096 threads, 64 processes.

#include "base/clock.hpp"
#include "base/shared_memory.hpp"
#include "engines/ring/engine.hpp"
#include "tests/engines/processes/process_pools.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/type_lists.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <thread>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

/// Stops a test that would otherwise wait for ever; far more than a busy machine needs.
constexpr std::int64_t patience_ns = 20'000'000'000;

/// Every task holds its worker until all of them are at work.
TEST(PoolScaleTiming, FourThousandThreadsAreAtWorkAtOnce) {
    constexpr std::size_t width = under_sanitizer ? 256 : 4096;
    rlimit allowed{};
    ::getrlimit(RLIMIT_NPROC, &allowed);
    if (allowed.rlim_cur < width + 200) {
        GTEST_SKIP() << width << " threads are more than ulimit -u allows: " << allowed.rlim_cur;
    }
    std::atomic<std::size_t> inside = 0;
    std::atomic<bool> gate = false;
    engines::ring_thread_pool pool(width);
    for (std::size_t i = 0; i < width; ++i) {
        pool.submit([&](std::size_t /*worker*/) noexcept {
            ++inside;
            gate.wait(false);
        });
    }
    for (const auto until = now_ns() + patience_ns; inside < width && now_ns() < until;) {
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_EQ(inside, width);
    gate = true;
    gate.notify_all();
    pool.drain();
}

template <class Engine>
class ProcessPoolScaleTiming : public process_pool_fixture<Engine> {};
TYPED_TEST_SUITE(ProcessPoolScaleTiming, process_pool_engines, engine_name);

TYPED_TEST(ProcessPoolScaleTiming, SixtyFourProcessesAreAtWorkAtOnce) {
    constexpr std::size_t width = 64;
    const shared_memory<std::atomic<std::size_t>> inside;
    typename TestFixture::pool_type pool(width, [&] {
        return [&](const process_call& call) {
            inside->fetch_add(1);
            for (const auto until = now_ns() + patience_ns;
                 inside->load() < width && now_ns() < until;) {
                std::this_thread::sleep_for(1ms);
            }
            return index_plus_one(call);
        };
    });
    const auto b = this->left_.prepare(width, false);
    const auto begin = now_ns();
    pool.run(b);
    EXPECT_LT(now_ns() - begin, patience_ns) << "a task waited in vain for a worker of its own";
    EXPECT_TRUE(all_stored(b));
}

} // namespace
} // namespace crossover::tests
