#include "engines/support/blocking_waits.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/saturate.hpp"
#include "engines/support/file_block.hpp"
#include "engines/support/loopback.hpp"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <span>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace crossover::engines {
namespace {

[[noreturn]] void broken(const char* doing, std::uint64_t index, const char* why) {
    throw error(exit_code::server_failed,
                std::string(doing) + " task " + std::to_string(index) + " failed: " + why);
}

void send_all(int fd, std::span<const std::byte> bytes, std::uint64_t index) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(sent));
        } else if (errno != EINTR) {
            broken("sending the request of", index, std::strerror(errno));
        }
    }
}

void receive_all(int fd, std::span<std::byte> bytes, std::uint64_t index) {
    while (!bytes.empty()) {
        const auto received = ::recv(fd, bytes.data(), bytes.size(), 0);
        if (received > 0) {
            bytes = bytes.subspan(static_cast<std::size_t>(received));
        } else if (received == 0) {
            broken("receiving the reply of", index, "the server closed the connection");
        } else if (errno != EINTR) {
            broken("receiving the reply of", index, std::strerror(errno));
        }
    }
}

} // namespace

void blocking_waits::open(wait::tcp::endpoint e, std::size_t slots) {
    require_descriptors(slots);
    connections_.reserve(slots);
    while (connections_.size() < slots) {
        connections_.push_back({connect_loopback(e.port), std::vector<std::byte>(e.bytes)});
    }
}

void blocking_waits::open(wait::file::endpoint e, std::size_t slots) {
    while (blocks_.size() < slots) {
        blocks_.emplace_back(e.bytes);
    }
}

void blocking_waits::open(wait::dialogue::endpoint e, std::size_t slots) {
    require_descriptors(slots * e.source->descriptors());
    while (dialogues_.size() < slots) {
        dialogues_.push_back(e.source->open(wait::dialogue_source::use::blocking));
    }
}

std::uint64_t blocking_waits::wait(wait::timer w, std::size_t /*slot*/) {
    const std::int64_t until_ns = from_now_ns(w.duration);
    if (until_ns <= 0) {
        return 0; // before the clock began
    }
    const timespec until = to_timespec(until_ns);
    int result = 0;
    do {
        result = ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
    } while (result == EINTR);
    if (result != 0) {
        throw_errno(result, "sleeping");
    }
    return 0;
}

std::uint64_t blocking_waits::wait(wait::tcp w, std::size_t slot) {
    connection& c = connections_[slot];
    wait::encode(w, static_cast<std::uint32_t>(c.message.size()), c.message.data());
    send_all(c.fd.get(), c.message, w.index);
    receive_all(c.fd.get(), c.message, w.index);
    return wait::decode(c.message.data()).answer;
}

std::uint64_t blocking_waits::wait(wait::file w, std::size_t slot) {
    auto& block = blocks_[slot];
    ssize_t got = 0;
    do {
        got = ::pread(w.fd, block.data(), block.size(), static_cast<off_t>(w.offset));
    } while (got < 0 && errno == EINTR);
    return whole_block(block, w.offset, got < 0 ? -errno : got);
}

} // namespace crossover::engines
