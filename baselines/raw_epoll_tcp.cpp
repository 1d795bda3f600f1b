// The limit over TCP: `limit` connections under one epoll, each sends the next request when its
// reply is there; one recv a reply.
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "baselines/harness.hpp"
#include "baselines/tcp_socket.hpp"
#include "workloads/wait.hpp"

#include <array>
#include <sys/epoll.h>
#include <vector>

namespace crossover::baselines {
namespace {

class raw_epoll_tcp final : public runner {
public:
    explicit raw_epoll_tcp(const work& w) : work_(w), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        for (std::size_t i = 0; i < w.limit; ++i) {
            connections_.push_back(
                {connect_to_server(w.port()), std::vector<std::byte>(w.bytes), 0});
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, connections_.back().fd.get(), &event) !=
                0) {
                throw_errno(errno, "watching a connection");
            }
        }
    }

    void run(const batch& b) override {
        std::size_t next = 0;
        for (auto& c : connections_) {
            send_next(c, next, b);
        }
        for (std::size_t ended = 0; ended < b.tasks;) {
            const int ready =
                ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), -1);
            for (int i = 0; i < ready; ++i) {
                connection& c = connections_[events_[static_cast<std::size_t>(i)].data.u64];
                if (receive(c)) {
                    const auto reply = wait::decode(c.message.data());
                    work_.finish(b, reply.index, reply.answer);
                    ++ended;
                    send_next(c, next, b);
                }
            }
        }
    }

private:
    struct connection {
        unique_fd fd;
        std::vector<std::byte> message;
        std::size_t filled;
    };

    void send_next(connection& c, std::size_t& next, const batch& b) const {
        if (next == b.tasks) {
            return;
        }
        work::begin(b, next);
        const auto delay_us = static_cast<std::uint32_t>(work_.wait_ns / 1000);
        wait::encode({.index = next++, .delay_us = delay_us},
                     static_cast<std::uint32_t>(work_.bytes), c.message.data());
        if (::send(c.fd.get(), c.message.data(), work_.bytes, 0) !=
            static_cast<ssize_t>(work_.bytes)) {
            throw_errno(errno, "sending a request");
        }
        c.filled = 0;
    }

    /// True when the reply is whole.
    [[nodiscard]] bool receive(connection& c) const {
        const auto bytes =
            ::recv(c.fd.get(), c.message.data() + c.filled, work_.bytes - c.filled, 0);
        if (bytes <= 0) {
            throw error(exit_code::server_failed, "the tcp server closed a connection");
        }
        c.filled += static_cast<std::size_t>(bytes);
        return c.filled == work_.bytes;
    }

    const work& work_;
    unique_fd epoll_;
    std::vector<connection> connections_;
    std::array<epoll_event, 256> events_{};
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<raw_epoll_tcp>(talking);
}
