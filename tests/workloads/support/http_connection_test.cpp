/// A connection of the workload `http` against servers that do what servers do, driven step by step
/// and with calls that block.

#include "base/error.hpp"
#include "tests/workloads/canned_server.hpp"
#include "tests/workloads/digest_of_body.hpp"
#include "workloads/support/http_connection.hpp"
#include "workloads/support/http_fetch.hpp"
#include "workloads/workload.hpp"

#include <chrono>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>

namespace crossover::http_client {
namespace {

using namespace std::chrono_literals;
using tests::canned_server;
using ending = canned_server::ending;
using use = wait::dialogue_source::use;

std::string reply_of(const std::string& body, const std::string& header = "") {
    return "HTTP/1.1 200 OK\r\n" + header + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

struct watching final : wait::descriptor_watch {
    void let_go() noexcept override { ++let_gos; }
    int let_gos = 0;
};

class HttpConnection : public testing::TestWithParam<use> {
protected:
    void SetUp() override {
        try {
            static_cast<void>(make_http_reply());
        } catch (const unfit& reason) {
            GTEST_SKIP() << reason.what();
        }
    }

    /// Steps are taken as the interface does it for dialogues without calls that block.
    static std::uint64_t get(http_connection& from, std::uint64_t index) {
        return GetParam() == use::blocking ? from.block(index)
                                           : from.wait::dialogue_machine::block(index);
    }

    static std::string failure(http_connection& from, std::uint64_t index) {
        try {
            get(from, index);
        } catch (const error& told) {
            EXPECT_EQ(told.code(), exit_code::server_failed) << told.what();
            return told.what();
        }
        return "none";
    }

    static void expect_failure(std::vector<canned_server::connection> script,
                               const std::string& part, std::chrono::nanoseconds deadline = 10s) {
        script.push_back({{reply_of("afresh")}});
        canned_server server(std::move(script));
        const http_target target(server.url());
        http_connection client(target, deadline, GetParam());
        const auto told = failure(client, 5);
        EXPECT_NE(told.find(part), std::string::npos) << told;
        EXPECT_NE(told.find("GET " + server.url() + " of task 5"), std::string::npos) << told;
        EXPECT_EQ(get(client, 6), digest_of("afresh")) << "after " << told;
    }
};

TEST_P(HttpConnection, IsKeptFromTaskToTask) {
    canned_server server(
        {{{reply_of("one"), reply_of("two"), reply_of(std::string(300'000, 'x'))}}});
    const http_target target(server.url());
    http_connection client(target, 10s, GetParam());
    EXPECT_EQ(get(client, 0), digest_of("one"));
    EXPECT_EQ(get(client, 1), digest_of("two"));
    EXPECT_EQ(get(client, 2), digest_of(std::string(300'000, 'x')));
    EXPECT_EQ(server.accepted(), 1);
    EXPECT_NE(::fcntl(client.descriptor(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_P(HttpConnection, TakesRepliesByteByByte) {
    const std::string chunked =
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\none\r\n5\r\n,two.\r\n0\r\n\r\n";
    canned_server server({{.replies = {chunked, reply_of("three")}, .in_bytes = true}});
    const http_target target(server.url());
    http_connection client(target, 10s, GetParam());
    EXPECT_EQ(get(client, 0), digest_of("one,two."));
    EXPECT_EQ(get(client, 1), digest_of("three"));
}

TEST_P(HttpConnection, IsOpenedAnewAfterAReplyThatEndsIt) {
    canned_server server({{{reply_of("one", "Connection: close\r\n")}, ending::close},
                          {{"HTTP/1.1 200 OK\r\n\r\nuntil the end"}, ending::close},
                          {{reply_of("three")}}});
    const http_target target(server.url());
    http_connection client(target, 10s, GetParam());
    EXPECT_EQ(get(client, 0), digest_of("one"));
    watching watch;
    client.watched_by(&watch);
    EXPECT_TRUE(client.announces_closing());
    EXPECT_EQ(get(client, 1), digest_of("until the end"));
    EXPECT_EQ(watch.let_gos, 1) << "whoever watches descriptors would take the new one for the old";
    EXPECT_EQ(get(client, 2), digest_of("three"));
    EXPECT_EQ(watch.let_gos, 2);
    EXPECT_EQ(server.accepted(), 3);
}

TEST_P(HttpConnection, SendsNothingAfterAReplyThatEndsItThoughTheServerListensOn) {
    canned_server server({{{reply_of("one", "Connection: close\r\n")}, ending::hold},
                          {{reply_of("two") + "and more"}, ending::hold},
                          {{reply_of("three")}}});
    const http_target target(server.url());
    http_connection client(target, 10s, GetParam());
    EXPECT_EQ(get(client, 0), digest_of("one"));
    EXPECT_EQ(get(client, 1), digest_of("two"));
    EXPECT_EQ(get(client, 2), digest_of("three"));
    EXPECT_EQ(server.accepted(), 3);
}

TEST_P(HttpConnection, AsksOnceMoreWhenAKeptConnectionWasClosed) {
    for (const auto end : {ending::close, ending::reset}) {
        for (const bool after_request : {false, true}) {
            canned_server server(
                {{{reply_of("one")}, end, after_request}, {{reply_of("two"), reply_of("three")}}});
            const http_target target(server.url());
            http_connection client(target, 10s, GetParam());
            EXPECT_EQ(get(client, 0), digest_of("one"));
            EXPECT_EQ(get(client, 1), digest_of("two"));
            EXPECT_EQ(get(client, 2), digest_of("three"));
            EXPECT_EQ(server.accepted(), 2);
        }
    }
}

TEST_P(HttpConnection, AsksOnceMoreAndNotTwice) {
    expect_failure({{{}, ending::close, true}, {{}, ending::close, true}},
                   "the server closed the connection");
    expect_failure({{{}, ending::reset, true}, {{}, ending::reset, true}}, "reset by peer");
}

TEST_P(HttpConnection, FailsWhenTheReplyBreaksOff) {
    const auto half = reply_of("only half of it").substr(0, 45);
    expect_failure({{{half}, ending::close}}, "it ended before it was whole");
    expect_failure({{{"H"}, ending::close}}, "it ended before it was whole");
}

TEST_P(HttpConnection, FailsOnWhatIsNoReply) {
    expect_failure({{{"220 mail.example.org ESMTP\r\n"}}}, "not HTTP/1.1");
    expect_failure(
        {{{"HTTP/1.1 200 OK\r\nX: " + std::string(most_header_bytes, 'x') + "\r\n\r\n"}}},
        "its header is longer");
}

TEST_P(HttpConnection, FailsOnAnotherStatus) {
    expect_failure({{{"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone"}}},
                   "answered with 404 Not Found");
    expect_failure({{{"HTTP/1.1 301 Moved\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n"}}},
                   "redirects are not followed");
    expect_failure({{{"HTTP/1.1 503 Full\r\nContent-Length: 0\r\n\r\n"}}},
                   "answered with 503 Full;");
}

TEST_P(HttpConnection, WaitsNoLongerThanItsDeadline) {
    constexpr auto deadline = 500ms; // the answer after it must be in time on a busy machine
    expect_failure({{{}, ending::hold}}, "within 500000 us; raise deadline_us", deadline);
    expect_failure({{{"HTTP/1.1 200 OK\r\nContent-Le"}}}, "within 500000 us; raise deadline_us",
                   deadline);
}

TEST_P(HttpConnection, SaysThatNobodyListens) {
    std::string url;
    {
        const canned_server server({});
        url = server.url();
    }
    const http_target target(url);
    try {
        const http_connection client(target, 10s, GetParam());
        FAIL() << "it connected";
    } catch (const error& told) {
        EXPECT_EQ(told.code(), exit_code::server_failed);
        EXPECT_EQ(std::string(told.what()),
                  "GET " + url +
                      " could not be asked: Connection refused; see whether the server is running");
    }
}

TEST_P(HttpConnection, SpeaksIpv6) {
    try {
        canned_server server({{{reply_of("six")}}}, AF_INET6);
        const http_target target("http://[::1]:" + std::to_string(server.port()) + "/");
        http_connection client(target, 10s, GetParam());
        EXPECT_EQ(get(client, 0), digest_of("six"));
    } catch (const std::system_error& missing) {
        GTEST_SKIP() << "no IPv6 here: " << missing.what();
    }
}

INSTANTIATE_TEST_SUITE_P(Both, HttpConnection, testing::Values(use::steps, use::blocking),
                         [](const auto& how) {
                             return how.param == use::steps ? "steps" : "blocking";
                         });

using HttpSteps = HttpConnection;

TEST_P(HttpSteps, AnAbandonedTaskLeavesNothingToTheNext) {
    canned_server server(
        {{{reply_of("of the abandoned"), reply_of("wrong")}}, {{reply_of("right")}}});
    const http_target target(server.url());
    http_connection client(target, 10s, GetParam());
    const auto step = client.begin(0);
    EXPECT_EQ(step.what, wait::next_step::need::readable);
    client.abandon();
    EXPECT_EQ(get(client, 1), digest_of("right"));
}

INSTANTIATE_TEST_SUITE_P(Alone, HttpSteps, testing::Values(use::steps),
                         [](const auto&) { return "steps"; });

TEST(HttpFetch, GetsTheSameInAnotherWay) {
    canned_server server(
        {{{"HTTP/1.0 200 OK\r\nServer: x\r\n\r\nthe\r\n\r\nbody"}, ending::close}});
    EXPECT_EQ(fetch_digest(http_target(server.url()), 0, 10s), digest_of("the\r\n\r\nbody"));
}

TEST(HttpFetch, PutsChunksTogetherWhoeverSendsThem) {
    for (const auto end : {ending::close, ending::hold}) {
        canned_server server({{{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "3\r\nthe\r\n5;x=y\r\n body\r\n0\r\n\r\n"},
                               end}});
        EXPECT_EQ(fetch_digest(http_target(server.url()), 0, 10s), digest_of("the body"));
    }
}

TEST(HttpFetch, AsksInTheNewVersionWhereTheOldOneIsRefused) {
    for (const std::string refusal : {"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n",
                                      "HTTP/1.1 505 HTTP Version Not Supported\r\n\r\n", ""}) {
        canned_server server({{{refusal}, ending::close},
                              {{"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew"}, ending::hold}});
        EXPECT_EQ(fetch_digest(http_target(server.url()), 0, 10s), digest_of("new")) << refusal;
    }
}

TEST(HttpFetch, SaysWhyItGetsNothing) {
    const auto told = [](const std::string& reply, ending end,
                         std::chrono::nanoseconds deadline = 10s) {
        canned_server server({{{reply}, end}, {{reply}, end}}); // the second for HTTP/1.1
        try {
            fetch_digest(http_target(server.url()), 0, deadline);
        } catch (const error& failed) {
            EXPECT_EQ(failed.code(), exit_code::server_failed);
            return std::string(failed.what());
        }
        return std::string("nothing");
    };
    EXPECT_NE(told("HTTP/1.1 404 Not Found\r\n\r\n", ending::close).find("'404 Not Found'"),
              std::string::npos);
    EXPECT_NE(told("hello", ending::close).find("not answered in HTTP/1"), std::string::npos);
    EXPECT_NE(told("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf", ending::close)
                  .find("broke off in the middle"),
              std::string::npos);
    EXPECT_NE(told("HTTP/1.1 200 OK\r\ntransfer-Encoding: chunked\r\n\r\n5\r\nhal", ending::close)
                  .find("broke off in the middle"),
              std::string::npos);
    EXPECT_NE(told("HTTP/1.1 200 OK\r\n\r\n", ending::hold, 20ms).find("raise deadline_us"),
              std::string::npos);
}

} // namespace
} // namespace crossover::http_client
