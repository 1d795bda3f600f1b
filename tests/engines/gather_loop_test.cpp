/// What the loop of every gather promises, those included that can do nothing else.

#include "tests/support/type_lists.hpp"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <stdexcept>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

template <class Engine>
class GatherLoop : public loop_test<Engine> {
public:
    using loop_type = typename strategies::gathering<Engine>::loop;
    using coroutine = typename loop_type::coroutine;

    static coroutine sleep(loop_type& l, std::chrono::nanoseconds how_long,
                           std::atomic<int>& ended) {
        co_await l.wait(wait::timer{how_long}, 0);
        ++ended;
    }

    static coroutine fail_after(loop_type& l, const std::atomic<int>& ended) {
        while (ended == 0) {
            co_await l.wait(wait::timer{100us}, 0);
        }
        throw std::runtime_error("the first");
    }

    static coroutine spawn_another(loop_type& l, std::atomic<int>& ended) {
        co_await l.wait(wait::timer{1ms}, 0);
        l.spawn(sleep(l, 1ms, ended));
    }
};
TYPED_TEST_SUITE(GatherLoop, gather_engines, engine_name);

TYPED_TEST(GatherLoop, CancelsTheOthersWhenOneFailsAndServesAgain) {
    typename TestFixture::loop_type loop;
    for (int round = 0; round < 3; ++round) {
        std::atomic<int> ended = 0;
        loop.spawn(this->sleep(loop, 100us, ended));
        loop.spawn(this->sleep(loop, 1h, ended));
        loop.spawn(this->fail_after(loop, ended));
        loop.spawn(this->sleep(loop, 1h, ended));
        try {
            loop.run();
            ADD_FAILURE() << "the failure was not told";
        } catch (const std::runtime_error& told) {
            EXPECT_STREQ(told.what(), "the first");
        }
        EXPECT_EQ(ended, 1);
        EXPECT_EQ(loop.failures().size(), 1U);
    }
    std::atomic<int> ended = 0;
    for (int i = 0; i < 10; ++i) {
        loop.spawn(this->sleep(loop, 100us, ended));
    }
    loop.run();
    EXPECT_EQ(ended, 10);
    EXPECT_TRUE(loop.failures().empty());
}

TYPED_TEST(GatherLoop, CancelledBeforeItTurnsRunsNothingAndServesAgain) {
    typename TestFixture::loop_type loop;
    std::atomic<int> ended = 0;
    loop.spawn(this->sleep(loop, 1h, ended));
    loop.spawn(this->sleep(loop, 1h, ended));
    loop.cancel();
    loop.run();
    EXPECT_EQ(ended, 0);
    loop.spawn(this->sleep(loop, 100us, ended));
    loop.run();
    EXPECT_EQ(ended, 1);
}

TYPED_TEST(GatherLoop, AwaitsWhatIsSpawnedWhileItTurns) {
    typename TestFixture::loop_type loop;
    std::atomic<int> ended = 0;
    loop.spawn(this->spawn_another(loop, ended));
    loop.spawn(this->spawn_another(loop, ended));
    loop.run();
    EXPECT_EQ(ended, 2);
}

} // namespace
} // namespace crossover::tests
