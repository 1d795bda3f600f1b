/// What the server counts, at times that the test makes up.

#include "workloads/servers/tcp_server_counters.hpp"

#include <cstdint>
#include <gtest/gtest.h>

namespace crossover::servers {
namespace {

TEST(ServerCounters, AddUpWhatEachThreadHasCounted) {
    counters all;
    auto& one = all.add_thread();
    auto& other = all.add_thread();
    one.request();
    one.request();
    other.request();
    one.refused();
    other.withdrawn();
    one.received(100);
    one.received_no_request(24);
    other.received(7);
    other.sent(64);
    const auto seen = all.since_reset(5000);
    EXPECT_EQ(seen.requests, 3U);
    EXPECT_EQ(seen.refused, 1U);
    EXPECT_EQ(seen.withdrawn, 1U);
    EXPECT_EQ(seen.bytes_in, 83U) << "what takes a request back is none";
    EXPECT_EQ(seen.bytes_out, 64U);
    EXPECT_EQ(seen.in_flight_ns, 0U);
}

TEST(ServerCounters, SumTheTimesThatRequestsWereThere) {
    counters all;
    auto& thread = all.add_thread();
    for (const std::int64_t came_ns : {1000, 1500}) {
        thread.came(came_ns);
        all.came();
    }
    EXPECT_EQ(all.since_reset(2000).in_flight_ns, 1000U + 500U) << "both are still there";
    thread.went(1, 2100);
    all.went(1);
    EXPECT_EQ(all.since_reset(2500).in_flight_ns, 1100U + 1000U);
    thread.went(1, 3000);
    all.went(1);
    EXPECT_EQ(all.since_reset(9000).in_flight_ns, 1100U + 1500U) << "nobody is there any more";
}

TEST(ServerCounters, BeginAnewWithWhoIsStillThere) {
    counters all;
    auto& thread = all.add_thread();
    thread.request();
    thread.came(1000);
    all.came();
    all.reset(4000);
    EXPECT_EQ(all.since_reset(4000).requests, 0U);
    EXPECT_EQ(all.since_reset(4700).in_flight_ns, 700U) << "their time counts from now on";
    EXPECT_EQ(all.peak(), 1U);
    thread.went(1, 5000);
    all.went(1);
    EXPECT_EQ(all.since_reset(6000).in_flight_ns, 1000U);
    all.reset(6000);
    EXPECT_EQ(all.peak(), 0U);
}

TEST(ServerCounters, KeepTheMostThatWereThereAtOnce) {
    counters all;
    const auto let_come = [&all](int requests) {
        for (int i = 0; i < requests; ++i) {
            all.came();
        }
    };
    let_come(3);
    all.went(2);
    let_come(2);
    EXPECT_EQ(all.peak(), 3U);
    let_come(1);
    all.went(4);
    EXPECT_EQ(all.peak(), 4U);
}

} // namespace
} // namespace crossover::servers
