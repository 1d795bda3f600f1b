#include "base/error.hpp"
#include "workloads/support/http_target.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <string>

namespace crossover::http_client {
namespace {

std::string refusal(std::string_view url) {
    try {
        const http_target target(url);
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::bad_input);
        return refused.what();
    }
    return "";
}

TEST(HttpTarget, ReadsAUrlOfThisMachine) {
    const http_target target("http://127.0.0.2:8080/a/b?c=d#e");
    EXPECT_EQ(target.path(7), "/a/b?c=d");
    EXPECT_EQ(target.url(7), "http://127.0.0.2:8080/a/b?c=d");
    EXPECT_FALSE(target.is_indexed());
    ASSERT_EQ(target.family(), AF_INET);
    const auto& four = *reinterpret_cast<const sockaddr_in*>(target.address());
    EXPECT_EQ(ntohs(four.sin_port), 8080);
    EXPECT_EQ(ntohl(four.sin_addr.s_addr), 0x7f000002U);
}

TEST(HttpTarget, KnowsTheNamesOfThisMachine) {
    const http_target local("http://localhost");
    EXPECT_EQ(local.path(0), "/");
    EXPECT_EQ(ntohs(reinterpret_cast<const sockaddr_in*>(local.address())->sin_port), 80);
    const http_target six("http://[::1]:81?q");
    EXPECT_EQ(six.path(0), "/?q");
    EXPECT_EQ(six.family(), AF_INET6);
    EXPECT_EQ(ntohs(reinterpret_cast<const sockaddr_in6*>(six.address())->sin6_port), 81);
    EXPECT_EQ(six.authority(), "[::1]:81");
}

/// What stands before the @ may be a password: no sentence but the url, which others redact, has
/// it.
TEST(HttpTarget, RefusesAUserPartAndQuotesNoneOfIt) {
    const auto text = refusal("http://me:hunter2@127.0.0.1:8080/x");
    EXPECT_NE(text.find("has a user part before the @"), std::string::npos) << text;
    EXPECT_EQ(text.find("hunter2"), text.rfind("hunter2")) << "once, in the url";
}

TEST(HttpTarget, PutsTheIndexIntoThePath) {
    const http_target target("http://localhost:1/{i}/x{i}");
    EXPECT_TRUE(target.is_indexed());
    EXPECT_EQ(target.path(0), "/0/x0");
    EXPECT_EQ(target.path(~0ULL), "/18446744073709551615/x18446744073709551615");
    std::string request = "what was there";
    target.write_request(3, request);
    EXPECT_EQ(request, "GET /3/x3 HTTP/1.1\r\nHost: localhost:1\r\nUser-Agent: crossover\r\n\r\n");
}

TEST(HttpTarget, LetsNoTrafficLeaveTheMachine) {
    for (const auto* url :
         {"http://example.org/", "http://10.0.0.1/", "http://0.0.0.0/", "http://127.1/",
          "http://[::2]/", "http:///x", "http://localhost.example.org/",
          "http://127.0.0.1@example.org/", "http://[::ffff:10.0.0.1]:80/", "http://[::1",
          "http://::1/", "http://128.0.0.1/", "http://127.0.0.1.example.org:80/"}) {
        EXPECT_NE(refusal(url), "") << url;
    }
    EXPECT_NE(
        refusal("http://example.org/x").find("'example.org', and traffic stays on this machine"),
        std::string::npos);
}

TEST(HttpTarget, RefusesWhatItDoesNotSpeak) {
    EXPECT_NE(refusal("https://localhost/").find("http://"), std::string::npos);
    EXPECT_NE(refusal("localhost:80/").find("http://"), std::string::npos);
    for (const auto* url : {"http://localhost:0/", "http://localhost:65536/", "http://localhost:/",
                            "http://localhost:8x/"}) {
        EXPECT_NE(refusal(url).find("1 to 65535"), std::string::npos) << url;
    }
    EXPECT_NE(refusal("http://localhost/a b"), "");
    EXPECT_NE(refusal("http://localhost/\r\nX: y"), "");
    EXPECT_NE(refusal("http://localhost/\xc3\xa4"), "");
}

} // namespace
} // namespace crossover::http_client
