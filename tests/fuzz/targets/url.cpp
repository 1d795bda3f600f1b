/// `--url`: no traffic leaves the machine, and no line of a request is the URL's.

#include "tests/fuzz/target.hpp"
#include "workloads/support/http_target.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <optional>

using namespace crossover;

namespace {

bool is_loopback(const http_client::http_target& target) {
    if (target.family() == AF_INET6) {
        return IN6_IS_ADDR_LOOPBACK(
            &reinterpret_cast<const sockaddr_in6*>(target.address())->sin6_addr);
    }
    const auto* const four = reinterpret_cast<const sockaddr_in*>(target.address());
    return target.family() == AF_INET && ntohl(four->sin_addr.s_addr) >> 24 == 127;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::optional<http_client::http_target> read;
    if (!fuzz::is_accepted([&] { read.emplace(fuzz::argument_of(fuzz::text_of(data, size))); })) {
        return 0;
    }
    fuzz::require(is_loopback(*read) && read->port() != 0, "traffic stays on this machine");
    std::string request;
    read->write_request(7, request);
    fuzz::require(request.starts_with("GET /") && request.ends_with("\r\n\r\n") &&
                      std::ranges::count(request, '\n') == 4,
                  "a request has its own lines only");
    const http_client::http_target again(read->url(7));
    fuzz::require(again.path(7) == read->path(7) && again.port() == read->port(),
                  "the url of a task reads the same");
    return 0;
}
