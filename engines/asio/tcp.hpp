#pragma once

#include "engines/asio/operation_memory.hpp"
#include "engines/support/exchange_wait.hpp"
#include "engines/support/loopback.hpp"
#include "workloads/wait.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace crossover::engines {

/// One connection to the server. It carries one exchange at a time; when a wait on it is cancelled
/// it is closed, because the reply may still come, and opened again by the next exchange.
template <class Loop>
class asio_connection {
public:
    using failure = boost::system::error_code;
    using waiter = exchange_wait<asio_connection>;

    asio_connection(Loop& loop, boost::asio::io_context& context, wait::tcp::endpoint e)
        : loop_(loop), socket_(context), message_(e.bytes), port_(e.port) {
        connect();
    }

    [[nodiscard]] static std::string text(failure failed) { return failed.message(); }
    [[nodiscard]] Loop& loop() noexcept { return loop_; }

    /// Sends the request of a wait, and leads to its `end`.
    void exchange(waiter& waiting, wait::tcp w) {
        if (!socket_.is_open()) {
            connect();
        }
        waiter_ = &waiting;
        ++exchange_;
        filled_ = 0;
        wait::encode(w, static_cast<std::uint32_t>(message_.size()), message_.data());
        boost::system::error_code failed;
        const std::size_t sent = socket_.write_some(boost::asio::buffer(message_), failed);
        if (sent < message_.size()) { // the socket's buffer is full: only with large messages
            boost::asio::async_write(
                socket_, boost::asio::buffer(message_) + sent,
                [this, now = exchange_](boost::system::error_code broken, std::size_t /*bytes*/) {
                    received(now, broken, 0);
                });
            return;
        }
        if (!loop_.has_work()) {
            receive();
            return;
        }
        wants_receive_ = true;
        if (!std::exchange(is_listed_, true)) { // else for an exchange that was given up
            loop_.receive_later(*this);
        }
    }

    /// Begins what exchange() has put off.
    void receive_now() {
        is_listed_ = false;
        if (std::exchange(wants_receive_, false)) {
            receive();
        }
    }

    /// Gives the exchange up, if there is one. Its completion comes in a later turn of the loop,
    /// and must find this object.
    void abandon() noexcept {
        waiter_ = nullptr;
        wants_receive_ = false;
        boost::system::error_code ignored; // the connection is given up in any case
        socket_.close(ignored);
    }

private:
    struct on_received {
        using allocator_type = operation_allocator<std::byte>;
        asio_connection* connection;
        std::uint32_t exchange;
        [[nodiscard]] allocator_type get_allocator() const noexcept {
            return allocator_type(&connection->memory_);
        }
        void operator()(boost::system::error_code failed, std::size_t bytes) const {
            connection->received(exchange, failed, bytes);
        }
    };

    void connect() {
        socket_.assign(boost::asio::ip::tcp::v4(), connect_loopback(port_).release());
        socket_.non_blocking(true);
    }

    void receive() {
        socket_.async_read_some(boost::asio::buffer(message_) + filled_,
                                on_received{this, exchange_});
    }

    void received(std::uint32_t exchange, boost::system::error_code failed, std::size_t bytes) {
        if (waiter_ == nullptr || exchange != exchange_) {
            return; // cancelled meanwhile; the next exchange may have begun
        }
        filled_ += bytes;
        if (!failed && filled_ < message_.size()) {
            receive();
            return;
        }
        waiter& waiting = *std::exchange(waiter_, nullptr);
        if (failed) {
            socket_.close(); // a new connection for whoever comes next
        }
        waiting.end(failed, wait::decode(message_.data()).answer);
        loop_.finish_turn();
    }

    Loop& loop_;
    boost::asio::ip::tcp::socket socket_;
    std::vector<std::byte> message_;
    std::size_t filled_ = 0;
    waiter* waiter_ = nullptr;
    bool wants_receive_ = false; ///< when the loop calls receive_now()
    bool is_listed_ = false; ///< it will
    std::uint32_t exchange_ = 0; ///< counts them: tells what a late completion belongs to
    std::uint16_t port_;
    operation_memory memory_;
};

} // namespace crossover::engines
