/// A server with a capacity: the rule by itself, and what its clients see.

#include "workloads/servers/tcp_server_capacity.hpp"

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "tests/workloads/servers/server_client.hpp"
#include "workloads/servers/server_process.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace crossover::servers {
namespace {

constexpr std::int64_t ms = 1'000'000;

TEST(LimitedService, HasNoLimitWithoutPlaces) {
    const limited_service open(0, over::refuse);
    EXPECT_FALSE(open.limited());
    EXPECT_FALSE(open.refuses());
}

TEST(LimitedService, RefusesWhileEveryPlaceIsTaken) {
    limited_service two(2, over::refuse);
    for (int i = 0; i < 2; ++i) {
        EXPECT_FALSE(two.refuses());
        EXPECT_EQ(two.come({.due_ns = 100}, 5 * ms)->due_ns, 100 + 5 * ms);
    }
    EXPECT_TRUE(two.refuses());
    EXPECT_FALSE(two.go(100 + 5 * ms));
    EXPECT_FALSE(two.refuses());
}

TEST(LimitedService, ServesItsLineInOrderFromWhenAPlaceIsFree) {
    limited_service one(1, over::slow);
    EXPECT_TRUE(one.come({.due_ns = 0, .index = 1}, 8 * ms));
    EXPECT_FALSE(one.come({.due_ns = 1 * ms, .index = 2}, 8 * ms));
    EXPECT_FALSE(one.come({.due_ns = 2 * ms, .index = 3}, 8 * ms));
    EXPECT_FALSE(one.refuses());
    auto next = one.go(8 * ms); // one still waits: an eighth longer
    ASSERT_TRUE(next);
    EXPECT_EQ(next->index, 2U);
    EXPECT_EQ(next->due_ns, 8 * ms + 9 * ms);
    next = one.go(next->due_ns);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->index, 3U);
    EXPECT_EQ(next->due_ns, 17 * ms + 8 * ms);
    EXPECT_FALSE(one.go(next->due_ns));
}

TEST(LimitedService, ServesNobodyBeforeHeCame) {
    limited_service one(1, over::slow);
    EXPECT_TRUE(one.come({.due_ns = 0}, 1 * ms));
    EXPECT_FALSE(one.come({.due_ns = 5 * ms},
                          1 * ms)); // the first was due long before, and has not been sent yet
    EXPECT_EQ(one.go(1 * ms)->due_ns, 6 * ms);
}

TEST(LimitedService, TakesTwiceAsLongWithNineTimesAsManyInFlight) {
    limited_service four(4, over::slow);
    for (int i = 0; i < 4 + 33; ++i) {
        four.come({.due_ns = 0}, 1 * ms);
    }
    EXPECT_EQ(four.go(1 * ms)->due_ns, 1 * ms + 2 * ms); // 32 = 8 * 4 are left in line
}

/// So many requests at once, each on a connection of its own; their replies in the order of the
/// requests.
std::vector<wait::tcp_message> ask_together(const server_process& server, std::size_t count,
                                            std::uint32_t delay_us) {
    std::vector<unique_fd> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(connect_to(server.port()));
    }
    for (std::size_t i = 0; i < count; ++i) {
        EXPECT_TRUE(send_all(clients[i], request_bytes(i, delay_us, 64)));
    }
    std::vector<wait::tcp_message> replies;
    for (const auto& client : clients) {
        const auto reply = read_reply(client);
        EXPECT_TRUE(reply);
        replies.push_back(reply.value_or(wait::tcp_message{}));
    }
    return replies;
}

TEST(TcpServerCapacity, TurnsAwayWhatIsTooMuchAndNeverAnswersIt) {
    server_process server(9, {.capacity = 3, .when_full = over::refuse});
    std::size_t refused = 0;
    for (const auto& reply : ask_together(server, 8, 200'000)) {
        if (reply.delay_or_status == static_cast<std::uint32_t>(wait::tcp_status::refused)) {
            ++refused;
            EXPECT_EQ(reply.answer, 0U);
            EXPECT_EQ(reply.bytes, wait::tcp_min_bytes);
        } else {
            EXPECT_EQ(reply.answer, mix(reply.index ^ 9));
            EXPECT_EQ(reply.bytes, 64U);
        }
    }
    EXPECT_EQ(refused, 5U);
    const auto seen = server.stats();
    EXPECT_EQ(seen.requests, 8U);
    EXPECT_EQ(seen.refused, 5U);
    EXPECT_EQ(seen.peak_concurrency, 3U);
    EXPECT_EQ(seen.bytes_in, 8U * 64);
    EXPECT_EQ(seen.bytes_out, 3U * 64 + 5U * wait::tcp_min_bytes);
    EXPECT_GE(seen.in_flight_ns, 3U * 200 * ms);
}

TEST(TcpServerCapacity, ServesAtOnceAgainWhenThereIsRoom) {
    server_process server(9, {.capacity = 1, .when_full = over::refuse});
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(ask_together(server, 1, 1000).front().delay_or_status, 0U);
    }
    EXPECT_EQ(ask_together(server, 3, 0).back().delay_or_status, 0U)
        << "what is answered as it is read takes no place";
    EXPECT_EQ(server.stats().refused, 0U);
}

TEST(TcpServerCapacity, LetsWaitWhatIsTooMuch) {
    server_process server(9, {.capacity = 2, .when_full = over::slow});
    const auto begin_ns = now_ns();
    for (const auto& reply : ask_together(server, 6, 10'000)) {
        EXPECT_EQ(reply.answer, mix(reply.index ^ 9));
    }
    EXPECT_GE(now_ns() - begin_ns, 3 * 10 * ms) << "three rounds of two";
    const auto seen = server.stats();
    EXPECT_EQ(seen.requests, 6U);
    EXPECT_EQ(seen.refused, 0U);
    EXPECT_EQ(seen.peak_concurrency, 6U) << "those that wait are in flight";
}

TEST(TcpServerCapacity, KeepsThePlaceOfAClientThatHasGoneUntilItsTimeIsOver) {
    server_process server(9, {.capacity = 1, .when_full = over::slow});
    const auto begin_ns = now_ns();
    {
        const auto gone = connect_to(server.port());
        ASSERT_TRUE(send_all(gone, request_bytes(1, 20'000)));
        while (server.stats().requests == 0) {
        }
    }
    EXPECT_EQ(ask_together(server, 1, 1000).front().answer, mix(0 ^ 9));
    EXPECT_GE(now_ns() - begin_ns, 21 * ms);
}

TEST(TcpServerCounts, TheTimeThatRequestsStay) {
    server_process server(9);
    server.reset();
    const auto begin_ns = now_ns();
    ask_together(server, 4, 20'000);
    const auto elapsed_ns = static_cast<std::uint64_t>(now_ns() - begin_ns);
    const auto seen = server.stats();
    EXPECT_GE(seen.in_flight_ns, 4U * 20 * ms);
    EXPECT_LE(seen.in_flight_ns, 4 * elapsed_ns) << "no longer than their clients waited";
    server.reset();
    EXPECT_EQ(server.stats().in_flight_ns, 0U);
    ask_together(server, 2, 0);
    EXPECT_EQ(server.stats().in_flight_ns, 0U) << "answered as they are read";
}

TEST(TcpServerCounts, TheTimeOfWhatIsStillThereSinceTheReset) {
    server_process server(9);
    const auto client = connect_to(server.port());
    ASSERT_TRUE(send_all(client, request_bytes(1, 5'000'000)));
    while (server.stats().requests == 0) {
    }
    const auto begin_ns = now_ns();
    server.reset();
    const auto first = server.stats().in_flight_ns;
    EXPECT_LE(first, static_cast<std::uint64_t>(now_ns() - begin_ns));
    EXPECT_GT(server.stats().in_flight_ns, first);
}

} // namespace
} // namespace crossover::servers
