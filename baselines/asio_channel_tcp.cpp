// Requests over TCP behind Boost.Asio's stand-in for a semaphore: a coroutine is co_spawned for
// each request, and a channel lets as many exist as there are connections. use_awaitable, as its
// documentation shows.
#include "baselines/harness.hpp"
#include "baselines/tcp_socket.hpp"
#include "workloads/wait.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <utility>
#include <vector>

namespace crossover::baselines {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class asio_channel_tcp final : public runner {
public:
    explicit asio_channel_tcp(const work& w) : work_(w), permits_(context_, w.limit) {
        connections_.reserve(w.limit);
        for (std::size_t i = 0; i < w.limit; ++i) {
            asio::ip::tcp::socket socket(context_);
            socket.assign(asio::ip::tcp::v4(), connect_to_server(w.port()).release());
            connections_.push_back({std::move(socket), std::vector<std::byte>(w.bytes)});
            free_.push_back(&connections_.back());
        }
    }

    void run(const batch& b) override {
        asio::co_spawn(context_, start_all(b), &rethrow);
        context_.restart();
        context_.run();
    }

private:
    struct connection {
        asio::ip::tcp::socket socket;
        std::vector<std::byte> message;
    };

    static void rethrow(const std::exception_ptr& failure) {
        if (failure) {
            std::rethrow_exception(failure); // out of run()
        }
    }

    asio::awaitable<void> start_all(batch b) {
        for (std::size_t i = 0; i < b.tasks; ++i) {
            co_await permits_.async_send(error_code(), asio::use_awaitable);
            asio::co_spawn(context_, request(b, i), &rethrow);
        }
    }

    asio::awaitable<void> request(const batch& b, std::size_t i) {
        work::begin(b, i);
        connection* const c = free_.back();
        free_.pop_back();
        wait::encode({.index = i, .delay_us = static_cast<std::uint32_t>(work_.wait_ns / 1000)},
                     static_cast<std::uint32_t>(work_.bytes), c->message.data());
        const auto buffer = asio::buffer(c->message);
        co_await asio::async_write(c->socket, buffer, asio::use_awaitable);
        co_await asio::async_read(c->socket, buffer, asio::use_awaitable);
        work_.finish(b, i, wait::decode(c->message.data()).answer);
        free_.push_back(c);
        permits_.try_receive([](error_code /*sent with it*/) {});
    }

    const work& work_;
    asio::io_context context_{1};
    std::vector<connection> connections_;
    std::vector<connection*> free_;
    asio::experimental::channel<void(error_code)> permits_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_channel_tcp>(talking);
}
