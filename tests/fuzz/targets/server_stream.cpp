/// What a client sends to the suite's server, its own protocol or HTTP: the requests in a stream
/// are the same however the stream was cut into pieces.

#include "tests/fuzz/target.hpp"
#include "workloads/servers/http_resource.hpp"
#include "workloads/servers/tcp_server_connection.hpp"

#include <algorithm>
#include <span>
#include <tuple>

using namespace crossover;

namespace {

using servers::request_reader;

struct outcome {
    std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint64_t>> requests;
    bool garbage = false;
    bool http = false;

    bool operator==(const outcome&) const = default;
};

void check(const request_reader& reader) {
    const auto bytes = reader.request().bytes;
    const auto most = wait::tcp_max_bytes + (reader.speaks_http() ? servers::http_head.size() : 0);
    fuzz::require(bytes >= wait::tcp_min_bytes && bytes <= most, "a size is in its range");
    if (reader.speaks_http()) {
        static servers::http_replies replies; // a megabyte: once
        fuzz::require(replies.make(bytes, reader.request().index).size() == bytes,
                      "a reply has the size that was asked for");
    }
}

outcome read_in_pieces(std::span<const std::byte> stream, std::size_t piece_bytes) {
    request_reader reader;
    outcome found;
    while (!stream.empty() && !found.garbage) {
        auto piece = stream.first(std::min(piece_bytes, stream.size()));
        stream = stream.subspan(piece.size());
        while (!piece.empty() && !found.garbage) {
            const auto status = reader.take(piece);
            found.garbage = status == request_reader::status::garbage;
            if (status == request_reader::status::complete) {
                check(reader);
                const auto request = reader.request();
                found.requests.emplace_back(request.bytes, request.delay_or_status, request.index);
            }
        }
    }
    found.http = reader.speaks_http();
    return found;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto stream = std::as_bytes(std::span(data, size));
    const auto whole = read_in_pieces(stream, std::max<std::size_t>(size, 1));
    for (const std::size_t piece_bytes : {std::size_t{1}, std::size_t{7}}) {
        fuzz::require(read_in_pieces(stream, piece_bytes) == whole,
                      "pieces do not change what is read");
    }
    return 0;
}
