/// The answer that a server gives before it is measured, read without the parser.

#include "workloads/support/http_answer.hpp"

#include <gtest/gtest.h>
#include <string>

namespace crossover::http_client {
namespace {

const std::string length_7 = "HTTP/1.0 200 OK\r\nContent-Length: 7\r\n\r\n";
const std::string in_chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(HttpAnswer, EndsWhereItsLengthSays) {
    EXPECT_FALSE(http_answer(length_7 + "seven", false).is_whole());
    const http_answer whole(length_7 + "seven b and more", false);
    ASSERT_TRUE(whole.is_whole());
    EXPECT_EQ(whole.body(), "seven b");
    EXPECT_EQ(whole.status(), "200 OK");
}

TEST(HttpAnswer, IsPutTogetherFromItsChunks) {
    const http_answer whole(in_chunks + "5;ext=1\r\nseven\r\n2\r\n b\r\n0\r\n\r\n", false);
    ASSERT_TRUE(whole.is_whole());
    EXPECT_EQ(whole.body(), "seven b");
    for (const std::string odd : {"5\r\nsev", "x\r\n", "-1\r\n", "ffffffffffffffffff\r\n",
                                  "5\r\nseven", "fffffffffffffffe\r\nseven\r\n"}) {
        EXPECT_FALSE(http_answer(in_chunks + odd, true).is_whole()) << odd;
    }
}

TEST(HttpAnswer, WithoutALengthEndsWithItsConnection) {
    const std::string text = "HTTP/1.0 200 OK\r\n\r\nall of it";
    EXPECT_FALSE(http_answer(text, false).is_whole());
    EXPECT_EQ(http_answer(text, true).body(), "all of it");
    EXPECT_FALSE(http_answer("SSH-2.0-x\r\n\r\n", true).is_http());
}

/// Looking for what is not there in all that follows would take minutes.
TEST(HttpAnswer, OfManyChunksTakesNoSquare) {
    std::string text = in_chunks;
    for (int i = 0; i < 500'000; ++i) {
        text += "1\r\nx\r\n";
    }
    EXPECT_EQ(http_answer(text + "0\r\n\r\n", false).body().size(), 500'000U);
}

} // namespace
} // namespace crossover::http_client
