#include "tests/workloads/digest_of_body.hpp"
#include "workloads/support/body_digest.hpp"
#include "workloads/support/http_reply.hpp"
#include "workloads/workload.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace crossover::http_client {
namespace {

using state = http_reply::state;

TEST(BodyDigest, IsTheSameHoweverTheBodyIsCut) {
    const std::string body = "nineteen characters";
    for (std::size_t a = 0; a <= body.size(); ++a) {
        for (std::size_t b = a; b <= body.size(); ++b) {
            body_digest digest;
            digest.add(body.substr(0, a));
            digest.add(body.substr(a, b - a));
            digest.add(body.substr(b));
            ASSERT_EQ(digest.value(), digest_of(body)) << a << " " << b;
        }
    }
}

TEST(BodyDigest, TellsBodiesApart) {
    std::vector<std::uint64_t> digests;
    for (const std::string body :
         {"", "a", "aa", "b", "ab", "ba", "12345678", "12345687", "123456780"}) {
        digests.push_back(digest_of(body));
    }
    digests.push_back(digest_of(std::string(1, '\0')));
    digests.push_back(digest_of(std::string(8, '\0')));
    std::ranges::sort(digests);
    EXPECT_EQ(std::unique(digests.begin(), digests.end()), digests.end());
}

class HttpReply : public testing::Test {
protected:
    void SetUp() override {
        try {
            reply_ = make_http_reply();
        } catch (const unfit& reason) {
            GTEST_SKIP() << reason.what();
        }
    }

    std::unique_ptr<http_reply> reply_;
};

struct sample {
    std::string text;
    std::string body;
    bool keeps_alive = true;
};

std::vector<sample> good_replies() {
    return {
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"},
        {"HTTP/1.1 200 OK\r\ncontent-length:     5\r\nConnection: close\r\n\r\nhello", "hello",
         false},
        {"HTTP/1.1 204 No Content\r\n\r\n", ""},
        {"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", ""},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: "
         "chunked\r\n\r\n3\r\nhel\r\n2;name=value\r\nlo\r\n0\r\n\r\n",
         "hello"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\nTrailer: "
         "x\r\n\r\n",
         "0123456789"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", ""},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 "
         "OK\r\nContent-Length: "
         "2\r\n\r\nhi",
         "hi"},
        {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "hi", false},
    };
}

TEST_F(HttpReply, IsReadInPiecesOfEverySize) {
    for (const auto& [text, body, keeps_alive] : good_replies()) {
        for (std::size_t piece = 1; piece <= text.size(); ++piece) {
            reply_->reset();
            auto got = state::incomplete;
            for (std::size_t from = 0; from < text.size(); from += piece) {
                ASSERT_EQ(got, state::incomplete) << text << " in pieces of " << piece;
                got = reply_->take(std::string_view(text).substr(from, piece));
                EXPECT_TRUE(reply_->begun());
            }
            ASSERT_EQ(got, state::whole)
                << text << " in pieces of " << piece << ": " << reply_->why();
            EXPECT_EQ(reply_->status() / 100, 2U);
            EXPECT_EQ(reply_->digest(), digest_of(body)) << text;
            EXPECT_EQ(reply_->keeps_alive(), keeps_alive) << text;
        }
    }
}

TEST_F(HttpReply, MayEndWithItsConnection) {
    const std::string text = "HTTP/1.1 200 OK\r\n\r\nas long as it lasts";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        reply_->reset();
        for (std::size_t from = 0; from < text.size(); from += piece) {
            ASSERT_EQ(reply_->take(std::string_view(text).substr(from, piece)), state::incomplete);
        }
        ASSERT_EQ(reply_->end(), state::whole) << reply_->why();
        EXPECT_EQ(reply_->digest(), digest_of("as long as it lasts"));
        EXPECT_FALSE(reply_->keeps_alive());
    }
}

TEST_F(HttpReply, IsBrokenWhenItsConnectionEndsTooSoon) {
    for (const auto& [text, body, keeps_alive] : good_replies()) {
        for (std::size_t cut = 0; cut < text.size(); ++cut) {
            reply_->reset();
            ASSERT_EQ(reply_->take(std::string_view(text).substr(0, cut)), state::incomplete)
                << text << " " << cut;
            // Without a length, what has come is all there is.
            ASSERT_EQ(reply_->end(), state::broken) << text.substr(0, cut);
            EXPECT_EQ(reply_->why(), "it ended before it was whole");
        }
    }
}

TEST_F(HttpReply, SaysWhyItIsBroken) {
    const std::string long_header = "HTTP/1.1 200 OK\r\nX: " + std::string(most_header_bytes, 'x');
    const std::vector<std::pair<std::string, std::string>> bad = {
        {"SSH-2.0-OpenSSH_9.2\r\n", "not HTTP/1.1"},
        {"HTTP/1.1 2000 OK\r\n\r\n", "not HTTP/1.1"},
        {"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n", "not HTTP/1.1"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "not HTTP/1.1"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "not HTTP/1.1"},
        {long_header, "longer than 16384 bytes"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "longer than 67108864 bytes"},
    };
    for (const auto& [text, why] : bad) {
        reply_->reset();
        EXPECT_EQ(reply_->take(text), state::broken) << text;
        EXPECT_NE(reply_->why().find(why), std::string::npos) << reply_->why();
    }
    reply_->reset();
    EXPECT_EQ(reply_->take("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), state::whole);
    EXPECT_EQ(reply_->status_text(), "404 Not Found");
}

TEST_F(HttpReply, KeepsNoConnectionOnWhichMoreCameThanItsReply) {
    EXPECT_EQ(reply_->take("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi!"), state::whole);
    EXPECT_FALSE(reply_->keeps_alive());
    reply_->reset();
    EXPECT_FALSE(reply_->begun());
    EXPECT_EQ(reply_->take("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), state::whole);
    EXPECT_TRUE(reply_->keeps_alive());
}

} // namespace
} // namespace crossover::http_client
