/// The one file that knows Boost.Beast: its parser reads replies, and asks nothing of Asio but the
/// type of a buffer.

#include "workloads/support/body_digest.hpp"
#include "workloads/support/http_reply.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>

namespace crossover::http_client {
namespace {

namespace beast = boost::beast;
using beast::error_code;

/// What a last chunk has at least: "0\r\n\r\n". Given less of one that is the first as well, Beast
/// fails an assertion of its own.
constexpr std::size_t least_last_chunk = 5;

/// A body of which only the digest is kept, in Beast's terms.
struct digested_body {
    using value_type = body_digest;

    class reader {
    public:
        template <bool is_request, class Fields>
        reader(beast::http::header<is_request, Fields>& /*header*/, value_type& body)
            : body_(body) {}

        static void init(const boost::optional<std::uint64_t>& /*length*/, error_code& failure) {
            failure = {};
        }

        template <class Buffers>
        std::size_t put(const Buffers& buffers, error_code& failure) {
            failure = {};
            std::size_t taken = 0;
            for (const boost::asio::const_buffer piece : beast::buffers_range_ref(buffers)) {
                body_.add({static_cast<const char*>(piece.data()), piece.size()});
                taken += piece.size();
            }
            return taken;
        }

        static void finish(error_code& failure) { failure = {}; }

    private:
        value_type& body_;
    };
};

class beast_reply final : public http_reply {
public:
    beast_reply() { begin(); }

    void reset() override {
        begin();
        unread_.clear();
        begun_ = false;
        why_.clear();
    }

    state take(std::string_view piece) override {
        begun_ = begun_ || !piece.empty();
        if (unread_.empty()) {
            const auto result = feed(piece);
            unread_.assign(piece); // what is left of it: a line or the like that is not whole yet
            return result;
        }
        unread_.append(piece);
        std::string_view all = unread_;
        const auto result = feed(all);
        unread_.erase(0, unread_.size() - all.size());
        return result;
    }

    state end() override {
        error_code failure = beast::http::error::partial_message;
        if (parser_->got_some()) { // else it would take nothing for a reply without a body
            parser_->put_eof(failure);
        }
        return failure || !parser_->is_done() ? broken_by(failure) : state::whole;
    }

    [[nodiscard]] bool begun() const noexcept override { return begun_; }
    [[nodiscard]] const std::string& why() const noexcept override { return why_; }
    [[nodiscard]] unsigned status() const noexcept override { return parser_->get().result_int(); }
    [[nodiscard]] std::string status_text() const override {
        const auto reason = parser_->get().reason();
        return std::to_string(status()) + (reason.empty() ? "" : " ") +
               std::string(reason.data(), reason.size());
    }
    [[nodiscard]] bool keeps_alive() const noexcept override {
        return parser_->keep_alive() && unread_.empty();
    }
    [[nodiscard]] std::uint64_t digest() const noexcept override {
        return parser_->get().body().value();
    }

private:
    /// A parser is for one message, says its documentation.
    void begin() {
        parser_.emplace();
        parser_->eager(true);
        parser_->header_limit(most_header_bytes);
        parser_->body_limit(most_body_bytes);
    }

    /// Takes from the front of `piece` what can be used.
    state feed(std::string_view& piece) {
        while (!piece.empty()) {
            if (parser_->is_header_done() && parser_->chunked() &&
                piece.size() < least_last_chunk) {
                return state::incomplete;
            }
            error_code failure;
            const auto used =
                parser_->put(boost::asio::const_buffer(piece.data(), piece.size()), failure);
            piece.remove_prefix(used);
            if (failure == beast::http::error::need_more) {
                return state::incomplete;
            }
            if (failure) {
                return broken_by(failure);
            }
            if (!parser_->is_done()) {
                continue;
            }
            if (parser_->get().result_int() / 100 != 1) {
                return state::whole;
            }
            begin(); // an informational reply: the one that counts comes after it
        }
        return state::incomplete;
    }

    state broken_by(const error_code& failure) {
        if (failure == beast::http::error::header_limit) {
            why_ = "its header is longer than " + std::to_string(most_header_bytes) + " bytes";
        } else if (failure == beast::http::error::body_limit) {
            why_ = "its body is longer than " + std::to_string(most_body_bytes) + " bytes";
        } else if (!failure || failure == beast::http::error::partial_message ||
                   failure == beast::http::error::end_of_stream) {
            why_ = "it ended before it was whole";
        } else {
            why_ = "it is not HTTP/1.1 (" + failure.message() + ")";
        }
        return state::broken;
    }

    std::optional<beast::http::response_parser<digested_body>> parser_;
    std::string unread_;
    std::string why_;
    bool begun_ = false;
};

} // namespace

std::unique_ptr<http_reply> make_http_reply() {
    return std::make_unique<beast_reply>();
}

} // namespace crossover::http_client
