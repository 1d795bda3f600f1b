/// What is called when a batch is to stop, and what is thrown then.

#include "strategies/stop.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <optional>
#include <stop_token>

namespace crossover::tests {
namespace {

using namespace std::chrono_literals;

/// What on_stop calls: counts.
struct stop_counter {
    int* calls;
    void operator()() const noexcept { ++*calls; }
};

TEST(OnStop, IsCalledOnceByTheRequest) {
    std::stop_source source;
    const auto token = source.get_token();
    int calls = 0;
    const on_stop watched(&token, stop_counter{&calls});
    EXPECT_EQ(calls, 0);
    source.request_stop();
    source.request_stop();
    EXPECT_EQ(calls, 1);
}

TEST(OnStop, IsCalledHereAndNowWhenTheRequestCameBefore) {
    std::stop_source source;
    source.request_stop();
    const auto token = source.get_token();
    int calls = 0;
    const on_stop watched(&token, stop_counter{&calls});
    EXPECT_EQ(calls, 1);
}

TEST(OnStop, IsNotCalledOnceItIsGone) {
    std::stop_source source;
    const auto token = source.get_token();
    int calls = 0;
    std::optional<on_stop<stop_counter>> watched;
    watched.emplace(&token, stop_counter{&calls});
    watched.reset();
    source.request_stop();
    EXPECT_EQ(calls, 0);
}

TEST(OnStop, IsNeverCalledWithoutAToken) {
    int calls = 0;
    const on_stop watched(nullptr, stop_counter{&calls});
    EXPECT_EQ(calls, 0);
}

TEST(OnStop, IsFollowedByAnErrorThatSaysWhatHappened) {
    EXPECT_STREQ(batch_cancelled().what(), "the batch was cancelled");
    EXPECT_STREQ(deadline_exceeded(1500us).what(), "the deadline passed after 1.500000 ms");
}

} // namespace
} // namespace crossover::tests
