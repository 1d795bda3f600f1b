/// What the server and its clients agree on when they speak HTTP.

#include "workloads/servers/http_resource.hpp"

#include "workloads/wait.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

namespace crossover::servers {
namespace {

std::string answer_text(std::uint64_t answer) {
    const auto text = http_answer(answer);
    return {text.begin(), text.end()};
}

TEST(HttpResource, AnswersInSixteenDigits) {
    EXPECT_EQ(answer_text(0), "0000000000000000");
    EXPECT_EQ(answer_text(0xdeadbeef), "00000000deadbeef");
    EXPECT_EQ(answer_text(0x0123456789abcdef), "0123456789abcdef");
    EXPECT_EQ(answer_text(~std::uint64_t{0}), "ffffffffffffffff");
}

TEST(HttpResource, HasAHeadWithRoomForTheLongestBodysLength) {
    constexpr std::string_view length = "Content-Length:";
    EXPECT_TRUE(http_head.starts_with("HTTP/1.1 200 OK\r\n"));
    EXPECT_TRUE(http_head.ends_with("\r\n\r\n"));
    const auto value = http_head.substr(http_head.find(length) + length.size());
    const auto room = value.substr(0, value.find('\r'));
    EXPECT_TRUE(std::ranges::all_of(room, [](char c) { return c == ' '; }));
    EXPECT_GE(room.size(), 1 + std::to_string(wait::tcp_max_bytes).size()) << "and a blank before";
}

TEST(HttpResource, PadsWithWhatIsNoDigitOfAnAnswer) {
    EXPECT_EQ(std::string("0123456789abcdef").find(http_padding), std::string::npos);
}

} // namespace
} // namespace crossover::servers
