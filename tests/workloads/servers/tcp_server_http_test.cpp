#include "base/digest.hpp"
#include "tests/workloads/servers/server_client.hpp"
#include "workloads/servers/http_resource.hpp"
#include "workloads/servers/server_process.hpp"
#include "workloads/servers/tcp_server_connection.hpp"

#include <gtest/gtest.h>
#include <span>
#include <string>
#include <string_view>

namespace crossover::servers {
namespace {

using status = request_reader::status;

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

const std::string get_line =
    "GET /d/7/b/64/i/18446744073709551615 HTTP/1.1\r\nHost: 127.0.0.1:1234\r\n\r\n";

TEST(HttpReader, FindsRequestsHoweverTheStreamIsCut) {
    const std::string stream = get_line + get_line;
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        request_reader reader;
        int found = 0;
        for (std::size_t from = 0; from < stream.size(); from += piece) {
            auto left = bytes_of(stream).subspan(from, std::min(piece, stream.size() - from));
            while (!left.empty()) {
                const auto got = reader.take(left);
                ASSERT_NE(got, status::garbage);
                if (got == status::complete) {
                    EXPECT_EQ(reader.request().index, ~0ULL);
                    ++found;
                }
            }
        }
        EXPECT_EQ(found, 2) << "in pieces of " << piece;
        EXPECT_TRUE(reader.speaks_http());
    }
}

TEST(HttpReader, RefusesWhatTheServerDoesNotHave) {
    for (const std::string line :
         {"GET / HTTP/1.1", "GET /d/1/b/64/i/1 HTTP/2", "GET /d/1/b/15/i/1 HTTP/1.1",
          "GET /d/1/b/1048577/i/1 HTTP/1.1", "GET /d/-1/b/64/i/1 HTTP/1.1",
          "GET /d/4294967296/b/64/i/1 HTTP/1.1", "GET /d/1/b/64/i/1x HTTP/1.1",
          "GET /d/1/b/64/i/18446744073709551616 HTTP/1.1"}) {
        request_reader reader;
        const std::string text = line + "\r\nHost: 127.0.0.1:1234\r\n\r\n";
        auto left = bytes_of(text);
        EXPECT_EQ(reader.take(left), status::garbage) << line;
    }
    for (const std::string& endless : {"GET /d/1/b/64/i/1 HTTP/1.1\r\nX: " + std::string(8192, 'x'),
                                       "GET /d/1/b/64/i/" + std::string(100, '0'),
                                       std::string("POST /d/1/b/64/i/1 HTTP/1.1\r\n")}) {
        request_reader reader;
        auto left = bytes_of(endless);
        EXPECT_EQ(reader.take(left), status::garbage) << endless;
    }
}

TEST(HttpFraming, KeepsTheLineOfAnyRequest) {
    http_framing framing;
    const std::string stream = "GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\nPOST / HTTP/1.0\r\n\r\nGET";
    auto left = bytes_of(stream);
    ASSERT_EQ(framing.take(left), status::complete);
    EXPECT_EQ(framing.line(), "GET /a?b=c HTTP/1.1");
    ASSERT_EQ(framing.take(left), status::complete);
    EXPECT_EQ(framing.line(), "POST / HTTP/1.0");
    EXPECT_EQ(framing.take(left), status::incomplete);
    const std::string long_line(97, 'x');
    left = bytes_of(long_line);
    EXPECT_EQ(framing.take(left), status::garbage);
}

TEST(HttpReplies, HoldTheAnswerAndThePadding) {
    http_replies replies;
    std::size_t head = 0;
    for (const std::uint32_t body : {1'048'576U, 16U, 64U, 1'000'000U}) {
        request_reader reader;
        const std::string text =
            "GET /d/7/b/" + std::to_string(body) + "/i/3 HTTP/1.0\r\nHost: x\r\n\r\n";
        auto left = bytes_of(text);
        ASSERT_EQ(reader.take(left), status::complete);
        const auto whole = replies.make(reader.request().bytes, 0xabcULL);
        const std::string_view reply(reinterpret_cast<const char*>(whole.data()), whole.size());
        const auto end = reply.find("\r\n\r\n") + 4;
        EXPECT_TRUE(head == 0 || head == end);
        head = end;
        EXPECT_TRUE(reply.starts_with("HTTP/1.1 200 OK\r\n"));
        EXPECT_NE(reply.find(" " + std::to_string(body) + "\r\n\r\n"), std::string_view::npos);
        EXPECT_EQ(reply.substr(end, 16), "0000000000000abc");
        EXPECT_EQ(reply.size() - end, body);
        EXPECT_EQ(reply.find_first_not_of(http_padding, end + 16), std::string_view::npos);
    }
}

/// The body of a reply; empty when none comes.
std::string receive_body(const unique_fd& socket, std::size_t bytes) {
    std::string head;
    for (char c = 0; !head.ends_with("\r\n\r\n") && receive(socket, &c, 1, 0) == 1;) {
        head += c;
    }
    std::string body(bytes, '\0');
    return receive_all(socket, std::as_writable_bytes(std::span(body))) ? body : "";
}

TEST(HttpServer, AnswersHttpBesideItsOwnProtocol) {
    server_process server(42);
    const auto socket = connect_to(server.port());
    const auto answer = http_answer(mix(~0ULL ^ 42));
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(send_all(socket, bytes_of(get_line)));
        EXPECT_EQ(receive_body(socket, 64),
                  std::string(answer.begin(), answer.end()) + std::string(48, http_padding));
    }
    const auto other = connect_to(server.port());
    ASSERT_TRUE(send_all(other, request_bytes(7, 0, 1000)));
    EXPECT_TRUE(read_reply(other)) << "the padding of its own protocol is zeros";
    EXPECT_EQ(server.stats().requests, 4U);
    EXPECT_EQ(server.stats().peak_concurrency, 1U);
}

TEST(HttpServer, ClosesAConnectionThatPipelines) {
    const server_process server(42);
    const auto socket = connect_to(server.port());
    const std::string slow = "GET /d/5000000/b/64/i/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    ASSERT_TRUE(send_all(socket, bytes_of(slow + slow)));
    EXPECT_TRUE(ended(socket));
}

} // namespace
} // namespace crossover::servers
