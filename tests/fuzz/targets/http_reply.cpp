/// What an HTTP server answers while it is measured: a reply is the same however it was cut into
/// pieces.

#include "workloads/support/http_reply.hpp"
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <memory>

using namespace crossover;

namespace {

using http_client::http_reply;
using state = http_reply::state;

struct outcome {
    state ended = state::incomplete;
    unsigned status = 0;
    std::uint64_t digest = 0;

    bool operator==(const outcome&) const = default;
};

outcome read_in_pieces(http_reply& reply, std::string_view stream, std::size_t piece_bytes) {
    reply.reset();
    outcome found;
    while (!stream.empty() && found.ended == state::incomplete) {
        const auto piece = stream.substr(0, piece_bytes);
        stream.remove_prefix(piece.size());
        found.ended = reply.take(piece);
    }
    if (found.ended == state::incomplete) {
        found.ended = reply.end();
    }
    if (found.ended == state::whole) {
        found.status = reply.status();
        found.digest = reply.digest();
        fuzz::require(!reply.status_text().empty(), "a whole reply has a status");
    } else {
        fuzz::require(!reply.why().empty(), "a broken reply says why");
    }
    return found;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto reply = http_client::make_http_reply();
    const auto stream = fuzz::text_of(data, size);
    const auto whole = read_in_pieces(*reply, stream, std::max<std::size_t>(size, 1));
    for (const std::size_t piece_bytes : {std::size_t{1}, std::size_t{7}}) {
        fuzz::require(read_in_pieces(*reply, stream, piece_bytes) == whole,
                      "pieces do not change what is read");
    }
    return 0;
}
