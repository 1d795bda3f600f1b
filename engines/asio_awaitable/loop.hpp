#pragma once

#include "base/error.hpp"
#include "engines/loopback.hpp"
#include "workloads/wait.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <list>
#include <string>
#include <utility>
#include <vector>

namespace crossover::engines {

/// Asio's own coroutines, written as its documentation shows: `awaitable`, `co_spawn` with a completion handler, `use_awaitable`, a
/// timer object for each sleep, a cancellation signal for each task. It runs beside `asio` to show what the idiom costs.
class asio_awaitable_loop {
public:
    template <class T>
    using awaitable = boost::asio::awaitable<T>;
    using coroutine = awaitable<void>;
    using error_code = boost::system::error_code;

    asio_awaitable_loop() = default;
    asio_awaitable_loop(const asio_awaitable_loop&) = delete;
    asio_awaitable_loop& operator=(const asio_awaitable_loop&) = delete;

    /// Starts a coroutine in the loop's next turn; drops it when the batch was cancelled.
    void spawn(coroutine child) {
        if (cancelled_) {
            return;
        }
        const auto signal = signals_.emplace(signals_.end());
        auto on_end = [this, signal](std::exception_ptr failure) { ended(signal, std::move(failure)); };
        boost::asio::co_spawn(context_, std::move(child),
                              boost::asio::bind_cancellation_slot(signal->slot(), std::move(on_end)));
    }

    /// Turns the loop until every coroutine has ended; then rethrows the first failure.
    void run() {
        context_.restart();
        context_.run();
        cancelled_ = false;
        if (failure_) {
            std::rethrow_exception(std::exchange(failure_, nullptr));
        }
    }

    /// Cancels every coroutine; `run()` still waits for their clean-ups. On the loop's thread only.
    void cancel() {
        cancelled_ = true;
        for (auto next = signals_.begin(); next != signals_.end();) {
            (next++)->emit(boost::asio::cancellation_type::terminal);
        }
    }

    /// Asio has no semaphore; a channel with room for `permits` messages is the documented stand-in.
    class semaphore {
    public:
        semaphore(asio_awaitable_loop& loop, std::size_t permits) : channel_(loop.context_, permits) {}
        awaitable<void> acquire() { return channel_.async_send(error_code{}, boost::asio::use_awaitable); }
        void release() {
            channel_.try_receive([](error_code /*received*/) {});
        }

    private:
        boost::asio::experimental::channel<void(error_code)> channel_;
    };

    static void open(wait::none::endpoint /*e*/, std::size_t /*slots*/) noexcept {}
    static void open(wait::timer::endpoint /*e*/, std::size_t /*slots*/) noexcept {}

    /// Opens a connection for each slot. Throws error(machine_limit) or error(peer_failed).
    void open(wait::tcp::endpoint e, std::size_t slots) {
        require_descriptors(slots);
        while (connections_.size() < slots) {
            boost::asio::ip::tcp::socket socket(context_);
            socket.assign(boost::asio::ip::tcp::v4(), connect_loopback(e.port).release());
            connections_.push_back({std::move(socket), std::vector<std::byte>(e.bytes), e.port});
        }
    }

    static awaitable<std::uint64_t> wait(wait::none /*w*/, std::size_t /*slot*/) { co_return 0; }

    static awaitable<std::uint64_t> wait(wait::timer w, std::size_t /*slot*/) {
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, w.duration);
        co_await timer.async_wait(boost::asio::use_awaitable);
        co_return 0;
    }

    /// Throws error(peer_failed) when the connection breaks.
    awaitable<std::uint64_t> wait(wait::tcp w, std::size_t slot) {
        connection& c = connections_[slot];
        if (!c.socket.is_open()) {
            c.socket.assign(boost::asio::ip::tcp::v4(), connect_loopback(c.port).release());
        }
        closing_unless_done failing{&c.socket};
        const auto buffer = boost::asio::buffer(c.message);
        wait::encode(w, static_cast<std::uint32_t>(c.message.size()), c.message.data());
        try {
            co_await boost::asio::async_write(c.socket, buffer, boost::asio::use_awaitable);
            co_await boost::asio::async_read(c.socket, buffer, boost::asio::use_awaitable);
        } catch (const boost::system::system_error& failed) {
            if (failed.code() == boost::asio::error::operation_aborted) {
                throw;
            }
            throw error(exit_code::peer_failed,
                        "the exchange of task " + std::to_string(w.index) + " failed: " + failed.code().message());
        }
        failing.socket = nullptr;
        co_return wait::decode(c.message.data()).answer;
    }

private:
    struct connection {
        boost::asio::ip::tcp::socket socket;
        std::vector<std::byte> message;
        std::uint16_t port;
    };

    /// A connection whose exchange was given up is closed, because the reply may still come, and opened again by the next.
    struct closing_unless_done {
        boost::asio::ip::tcp::socket* socket;
        ~closing_unless_done() {
            if (socket != nullptr) {
                boost::system::error_code ignored; // the connection is given up in any case
                socket->close(ignored);
            }
        }
    };
    using signals = std::list<boost::asio::cancellation_signal>;

    void ended(signals::iterator signal, std::exception_ptr failure) {
        signals_.erase(signal);
        if (failure && !cancelled_) { // what the others throw after that is their cancellation
            failure_ = std::move(failure);
            cancel();
        }
    }

    boost::asio::io_context context_{1};
    signals signals_;
    std::deque<connection> connections_;
    std::exception_ptr failure_;
    bool cancelled_ = false;
};

} // namespace crossover::engines
