#include "workloads/support/http_target.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstring>
#include <netinet/in.h>

namespace crossover::http_client {
namespace {

constexpr std::string_view scheme = "http://";
constexpr std::string_view place = "{i}";
constexpr std::string_view delay_place = "{d}";

[[noreturn]] void refuse(std::string_view url, const std::string& why) {
    throw error(exit_code::bad_input, "the url '" + std::string(url) + "' " + why);
}

std::uint16_t read_port(std::string_view url, std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failure != std::errc{} || end != text.data() + text.size() || port == 0) {
        refuse(url, "has the port '" + std::string(text) + "'; write a number from 1 to 65535");
    }
    return port;
}

void append_number(std::uint64_t number, std::string& to) {
    char digits[20];
    to.append(digits, std::to_chars(std::begin(digits), std::end(digits), number).ptr);
}

} // namespace

http_target::http_target(std::string_view url) {
    const auto strange = [](char c) { return c <= ' ' || c > '~'; };
    if (std::ranges::any_of(url, strange)) {
        refuse(url,
               "has a space or another character that no URL has; write it as %20 or the like");
    }
    if (!url.starts_with(scheme)) {
        refuse(url, "does not begin with http://, the only protocol that this workload speaks");
    }
    auto rest = url.substr(scheme.size());
    rest = rest.substr(0, rest.find('#')); // a fragment is the client's own affair
    const auto path = std::min(rest.find_first_of("/?"), rest.size());
    authority_ = rest.substr(0, path);
    if (authority_.find('@') != std::string::npos) { // and no message quotes what may be a password
        refuse(url,
               "has a user part before the @, which this workload does not send; leave it out");
    }
    if (!rest.substr(path).starts_with('/')) {
        path_ = '/';
    }
    path_ += rest.substr(path);
    for (auto at = path_.find(place); at != std::string::npos;
         at = path_.find(place, at + place.size())) {
        ++pieces_;
    }

    std::string_view host = authority_;
    std::uint16_t port = 80;
    if (const auto colon = host.rfind(':');
        colon != std::string_view::npos && host.find(']', colon) == host.npos) {
        port = read_port(url, host.substr(colon + 1));
        host = host.substr(0, colon);
    }
    read_host(host, port);
    if (address_bytes_ == 0) {
        refuse(url, "names the host '" + std::string(host) +
                        "', and traffic stays on this machine: serve the resource here, on "
                        "127.0.0.0/8, localhost or "
                        "[::1]");
    }
    headers_ = " HTTP/1.1\r\nHost: " + authority_ + "\r\nUser-Agent: crossover\r\n\r\n";
}

/// Leaves the address empty when the host is not this machine's.
void http_target::read_host(std::string_view host, std::uint16_t port) {
    const std::string name(host == "localhost" ? "127.0.0.1" : host);
    sockaddr_in four{};
    sockaddr_in6 six{};
    if (::inet_pton(AF_INET, name.c_str(), &four.sin_addr) == 1 &&
        ntohl(four.sin_addr.s_addr) >> 24 == 127) {
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        std::memcpy(&address_, &four, address_bytes_ = sizeof four);
    } else if (name.starts_with('[') && name.ends_with(']') &&
               ::inet_pton(AF_INET6, name.substr(1, name.size() - 2).c_str(), &six.sin6_addr) ==
                   1 &&
               IN6_IS_ADDR_LOOPBACK(&six.sin6_addr)) {
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        std::memcpy(&address_, &six, address_bytes_ = sizeof six);
    }
}

std::string http_target::host() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool six = family() == AF_INET6;
    const void* const number =
        six ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address_).sin6_addr)
            : static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(address_).sin_addr);
    ::inet_ntop(family(), number, text.data(), text.size());
    return text.data();
}

std::uint16_t http_target::port() const noexcept {
    return ntohs(family() == AF_INET6 ? reinterpret_cast<const sockaddr_in6&>(address_).sin6_port
                                      : reinterpret_cast<const sockaddr_in&>(address_).sin_port);
}

std::string http_target::path(std::uint64_t index) const {
    std::string text;
    append_path(index, text);
    return text;
}

void http_target::append_path(std::uint64_t index, std::string& to) const {
    const auto delay = waits_ != nullptr ? path_.find(delay_place) : std::string::npos;
    if (delay == std::string::npos) {
        append_indexed(path_, index, to);
        return;
    }
    const std::string_view whole(path_);
    append_indexed(whole.substr(0, delay), index, to);
    append_number(waits_->us(index), to);
    append_indexed(whole.substr(delay + delay_place.size()), index, to);
}

void http_target::append_indexed(std::string_view path, std::uint64_t index,
                                 std::string& to) const {
    std::size_t from = 0;
    for (auto at = pieces_ > 1 ? path.find(place) : path.npos; at != path.npos;
         at = path.find(place, from)) {
        to.append(path, from, at - from);
        append_number(index, to);
        from = at + place.size();
    }
    to.append(path, from);
}

void http_target::write_request(std::uint64_t index, std::string& request) const {
    request = "GET ";
    append_path(index, request);
    request += headers_;
}

} // namespace crossover::http_client
