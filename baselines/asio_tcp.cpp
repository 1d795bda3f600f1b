// Boost.Asio as its tutorial shows: async_write, then async_read of the reply, in callbacks; each
// connection then takes the next request.
#include "base/error.hpp"
#include "baselines/harness.hpp"
#include "baselines/tcp_socket.hpp"
#include "workloads/wait.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <vector>

namespace crossover::baselines {
namespace {

namespace asio = boost::asio;

class asio_tcp final : public runner {
public:
    explicit asio_tcp(const work& w) : work_(w) {
        for (std::size_t i = 0; i < w.limit; ++i) {
            asio::ip::tcp::socket socket(context_);
            socket.assign(asio::ip::tcp::v4(), connect_to_server(w.port()).release());
            connections_.push_back({std::move(socket), std::vector<std::byte>(w.bytes)});
        }
    }

    void run(const batch& b) override {
        next_ = 0;
        for (auto& c : connections_) {
            exchange(c, b);
        }
        context_.restart();
        context_.run();
    }

private:
    struct connection {
        asio::ip::tcp::socket socket;
        std::vector<std::byte> message;
    };

    static void require(boost::system::error_code failed) {
        if (failed) {
            throw error(exit_code::server_failed,
                        "an exchange with the tcp server failed: " + failed.message());
        }
    }

    void exchange(connection& c, const batch& b) {
        if (next_ == b.tasks) {
            return;
        }
        work::begin(b, next_);
        const auto delay_us = static_cast<std::uint32_t>(work_.wait_ns / 1000);
        wait::encode({.index = next_++, .delay_us = delay_us},
                     static_cast<std::uint32_t>(work_.bytes), c.message.data());
        asio::async_write(c.socket, asio::buffer(c.message),
                          [this, &c, &b](boost::system::error_code failed, std::size_t /*bytes*/) {
                              require(failed);
                              read_reply(c, b);
                          });
    }

    void read_reply(connection& c, const batch& b) {
        asio::async_read(c.socket, asio::buffer(c.message),
                         [this, &c, &b](boost::system::error_code failed, std::size_t /*bytes*/) {
                             require(failed);
                             const auto reply = wait::decode(c.message.data());
                             work_.finish(b, reply.index, reply.answer);
                             exchange(c, b);
                         });
    }

    const work& work_;
    asio::io_context context_{1};
    std::deque<connection> connections_; // a deque: operations under way point at them
    std::size_t next_ = 0;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_tcp>(talking);
}
