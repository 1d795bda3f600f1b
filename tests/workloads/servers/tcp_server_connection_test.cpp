#include "tests/workloads/servers/server_client.hpp"
#include "workloads/servers/tcp_server_connection.hpp"

#include <gtest/gtest.h>

namespace crossover::servers {
namespace {

using status = request_reader::status;

/// Three requests of different sizes in one stream.
std::vector<std::byte> three_requests() {
    std::vector<std::byte> stream;
    for (const std::uint32_t bytes : {24U, 25U, 1000U}) {
        const auto request = request_bytes(bytes, 7, bytes);
        stream.insert(stream.end(), request.begin(), request.end());
    }
    return stream;
}

TEST(RequestReader, FindsTheSameRequestsHoweverTheStreamIsCut) {
    const auto stream = three_requests();
    for (const std::size_t piece : {1UL, 2UL, 7UL, 23UL, 24UL, 25UL, 49UL, 500UL, stream.size()}) {
        request_reader reader;
        std::vector<std::uint64_t> found;
        for (std::size_t begin = 0; begin < stream.size(); begin += piece) {
            auto input = std::span(stream).subspan(begin, std::min(piece, stream.size() - begin));
            std::span<const std::byte> left = input;
            while (!left.empty()) {
                const auto got = reader.take(left);
                ASSERT_NE(got, status::garbage);
                if (got == status::complete) {
                    EXPECT_EQ(reader.request().delay_or_status, 7U);
                    EXPECT_EQ(reader.request().bytes, reader.request().index);
                    found.push_back(reader.request().index);
                }
            }
        }
        EXPECT_EQ(found, (std::vector<std::uint64_t>{24, 25, 1000})) << "in pieces of " << piece;
    }
}

TEST(RequestReader, SaysHowMuchPaddingIsLeft) {
    const auto request = request_bytes(1, 0, 1000);
    request_reader reader;
    EXPECT_EQ(reader.padding_left(), 0U);
    std::span<const std::byte> input = std::span(request).first(10);
    EXPECT_EQ(reader.take(input), status::incomplete);
    EXPECT_EQ(reader.padding_left(), 0U);
    input = std::span(request).subspan(10, 100);
    EXPECT_EQ(reader.take(input), status::incomplete);
    EXPECT_EQ(reader.padding_left(), 890U);
    input = std::span(request).subspan(110);
    EXPECT_EQ(reader.take(input), status::complete);
    EXPECT_EQ(reader.padding_left(), 0U);
}

TEST(RequestReader, RefusesSizesThatNoMessageHas) {
    for (const std::uint32_t bytes : {0U, 23U, (1U << 20) + 1, ~0U}) {
        const wait::tcp_message message{.bytes = bytes};
        std::span<const std::byte> input = std::as_bytes(std::span(&message, 1));
        request_reader reader;
        EXPECT_EQ(reader.take(input), status::garbage) << bytes;
    }
}

TEST(RequestReader, AcceptsTheLargestSize) {
    const wait::tcp_message message{.bytes = wait::tcp_max_bytes};
    std::span<const std::byte> input = std::as_bytes(std::span(&message, 1));
    request_reader reader;
    EXPECT_EQ(reader.take(input), status::incomplete);
    EXPECT_EQ(reader.padding_left(), wait::tcp_max_bytes - wait::tcp_min_bytes);
}

} // namespace
} // namespace crossover::servers
