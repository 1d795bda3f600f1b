#include "workloads/http.hpp"

#include "base/error.hpp"
#include "workloads/servers/http_resource.hpp"
#include "workloads/servers/tcp_server_report.hpp"
#include "workloads/support/body_digest.hpp"
#include "workloads/support/http_connection.hpp"
#include "workloads/support/http_fetch.hpp"
#include "workloads/support/http_reply.hpp"

namespace crossover::workloads {
namespace {

/// Known to the server alone, so that an answer cannot be made up on this side.
constexpr std::uint64_t secret = 0x63726f73736f7665ULL;

/// Where the server answers so; `{i}` and `{d}` stay in it for the target to fill in.
std::string url_of(const servers::server_process& server, const drawn_times& waits,
                   std::size_t bytes) {
    const auto delay = waits.all_alike() ? std::to_string(waits.us(0)) : "{d}";
    return "http://127.0.0.1:" + std::to_string(server.port()) + "/d/" + delay + "/b/" +
           std::to_string(bytes) + "/i/{i}";
}

} // namespace

void http::check(const parameters& p) {
    if (const auto& url = p.text("url"); !url.empty()) {
        static_cast<void>(http_client::http_target(url));
    } else if (p["wait_us"] >= p["deadline_us"]) {
        throw error(exit_code::bad_input,
                    "wait_us is " + std::to_string(p["wait_us"]) + " and deadline_us " +
                        std::to_string(p["deadline_us"]) +
                        ": no reply would come in time; give a longer deadline_us");
    }
}

http::http(const parameters& p)
    : waits_(server_waits(p)),
      bytes_(static_cast<std::size_t>(p["bytes"])),
      deadline_(p["deadline_us"]),
      server_(p.text("url").empty() ? std::make_optional<servers::server_process>(secret)
                                    : std::nullopt),
      target_(server_ ? url_of(*server_, waits_, bytes_) : p.text("url")) {
    check(p);
    if (server_ && !waits_.all_alike()) {
        target_.ask_for(waits_);
    }
    static_cast<void>(
        http_client::make_http_reply()); // so that its lack is told before anything runs
    if (!server_) {
        static_cast<void>(expected(0)); // a server that is not there is told before anything runs
    }
}

std::uint64_t http::expected(std::size_t i, std::uint64_t salt) const {
    if (server_) {
        return combine(i ^ salt, server_digest(i));
    }
    const std::uint64_t resource = target_.is_indexed() ? i : 0;
    const std::lock_guard lock(fetching_);
    auto found = fetched_.find(resource);
    if (found == fetched_.end()) {
        found = fetched_.emplace(resource, http_client::fetch_digest(target_, resource, deadline_))
                    .first;
    }
    return combine(i ^ salt, found->second);
}

std::uint64_t http::server_digest(std::uint64_t index) const {
    body_digest digest;
    const auto answer = servers::http_answer(mix(index ^ secret));
    digest.add({answer.data(), answer.size()});
    static const std::string padding(wait::tcp_max_bytes, servers::http_padding);
    digest.add(std::string_view(padding).substr(0, bytes_ - answer.size()));
    return digest.value();
}

std::optional<server_report> http::server() {
    return server_ ? std::make_optional(servers::report(server_->stats())) : std::nullopt;
}

void http::reset_server() {
    if (server_) {
        server_->reset();
    }
}

/// A request names its task, whose number has one digit more from 10, 100, ... on.
server_exchange http::exchange(std::size_t tasks) const {
    std::string first;
    target_.write_request(0, first);
    server_exchange each{.request_bytes = first.size(),
                         .reply_bytes = servers::http_head.size() + bytes_};
    for (std::size_t longer = 10; longer < tasks; longer *= 10) {
        each.longer_bytes += tasks - longer;
    }
    if (!waits_.all_alike()) {
        each.longer_bytes = 0;
        for (std::size_t i = 0; i < tasks; ++i) {
            std::string request;
            target_.write_request(i, request);
            each.longer_bytes += request.size() - each.request_bytes; // modulo 2^64, as the sum is
        }
    }
    return each;
}

std::optional<told_values> http::told() const {
    return told_if_alike(waits_, {{"wait_ns", wait_ns()},
                                  {"deadline_us", std::int64_t{deadline_.count()}},
                                  {"host", target_.host()},
                                  {"port", std::int64_t{target_.port()}},
                                  {"request", target_.request_text()}});
}

std::string http::why_wrong() const {
    return server_ ? ""
                   : target_.url(0) + " must answer with the same bytes every time, so give a "
                                      "resource that is static";
}

std::unique_ptr<wait::dialogue_machine> http::source::open(use how) const {
    return std::make_unique<http_client::http_connection>(of_.target_, of_.deadline_, how);
}

} // namespace crossover::workloads
