// Boost.Asio's own coroutines as its examples show: one co_spawned for each connection, async_write
// and async_read with use_awaitable.
#include "baselines/harness.hpp"
#include "baselines/tcp_socket.hpp"
#include "workloads/wait.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <vector>

namespace crossover::baselines {
namespace {

namespace asio = boost::asio;

class asio_awaitable_tcp final : public runner {
public:
    explicit asio_awaitable_tcp(const work& w) : work_(w) {
        for (std::size_t i = 0; i < w.limit; ++i) {
            sockets_.emplace_back(context_);
            sockets_.back().assign(asio::ip::tcp::v4(), connect_to_server(w.port()).release());
        }
    }

    void run(const batch& b) override {
        next_ = 0;
        for (auto& socket : sockets_) {
            asio::co_spawn(context_, client(socket, b), [](const std::exception_ptr& failure) {
                if (failure) {
                    std::rethrow_exception(failure); // out of run()
                }
            });
        }
        context_.restart();
        context_.run();
    }

private:
    asio::awaitable<void> client(asio::ip::tcp::socket& socket, batch b) {
        std::vector<std::byte> message(work_.bytes);
        const auto delay_us = static_cast<std::uint32_t>(work_.wait_ns / 1000);
        while (next_ < b.tasks) {
            work::begin(b, next_);
            wait::encode({.index = next_++, .delay_us = delay_us},
                         static_cast<std::uint32_t>(work_.bytes), message.data());
            const auto buffer = asio::buffer(message);
            co_await asio::async_write(socket, buffer, asio::use_awaitable);
            co_await asio::async_read(socket, buffer, asio::use_awaitable);
            const auto reply = wait::decode(message.data());
            work_.finish(b, reply.index, reply.answer);
        }
    }

    const work& work_;
    asio::io_context context_{1};
    std::vector<asio::ip::tcp::socket> sockets_;
    std::size_t next_ = 0;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<asio_awaitable_tcp>(talking);
}
