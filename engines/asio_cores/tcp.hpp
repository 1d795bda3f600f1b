#pragma once

#include "base/error.hpp"
#include "engines/asio/operation_memory.hpp"
#include "engines/asio_cores/cores.hpp"
#include "engines/asio_cores/wait.hpp"
#include "engines/support/loopback.hpp"
#include "workloads/wait.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace crossover::engines {

/// One connection to the server, for one exchange at a time, as the one of `asio`. Its lock is
/// there for who cancels: no other thread comes in between, for an exchange belongs to one task,
/// which waits for it.
class cores_connection {
public:
    cores_connection(cores& on, const cancellation& cancelled, wait::tcp::endpoint e)
        : cores_(on),
          cancelled_(cancelled),
          socket_(on.context()),
          message_(e.bytes),
          port_(e.port) {
        connect();
    }

    struct waiter : suspended {
        boost::system::error_code failed;
        std::uint64_t answer = 0;
    };

    /// Sends the request of a wait. True when the waiter will be resumed; that may have happened
    /// already. False when its batch is cancelled. Throws error(server_failed) when the connection
    /// must be opened again and cannot.
    bool exchange(waiter& waiting, wait::tcp w) {
        const std::scoped_lock lock(mutex_);
        if (cancelled_.load(std::memory_order_relaxed)) {
            return false;
        }
        if (!socket_.is_open()) {
            connect();
        }
        waiter_ = &waiting;
        ++exchange_;
        filled_ = 0;
        wait::encode(w, static_cast<std::uint32_t>(message_.size()), message_.data());
        boost::system::error_code failed;
        sent_ = socket_.write_some(boost::asio::buffer(message_), failed);
        if (sent_ < message_.size()) { // the socket's buffer is full: only with large messages
            send();
        } else {
            receive();
        }
        return true;
    }

    /// Gives the exchange up, if there is one: the waiter, as cancelled, or null. The connection is
    /// closed, for the reply may still come.
    suspended* cancel() {
        const std::scoped_lock lock(mutex_);
        suspended* const waiting = std::exchange(waiter_, nullptr);
        if (waiting != nullptr) {
            waiting->was_cancelled = true;
            close();
        }
        return waiting;
    }

private:
    struct on_received {
        using allocator_type = operation_allocator<std::byte>;
        cores_connection* connection;
        std::uint32_t exchange;
        [[nodiscard]] allocator_type get_allocator() const noexcept {
            return allocator_type(&connection->memory_);
        }
        void operator()(boost::system::error_code failed, std::size_t bytes) const {
            connection->received(exchange, failed, bytes);
        }
    };

    struct on_sent {
        cores_connection* connection;
        std::uint32_t exchange;
        void operator()(boost::system::error_code failed, std::size_t bytes) const {
            connection->sent(exchange, failed, bytes);
        }
    };

    void connect() {
        socket_.assign(boost::asio::ip::tcp::v4(), connect_loopback(port_).release());
        socket_.non_blocking(true);
    }

    void close() {
        boost::system::error_code ignored; // the connection is given up in any case
        socket_.close(ignored);
    }

    /// One write at a time: what asio::async_write begins between two of them, it begins without
    /// the lock.
    void send() {
        const auto rest = boost::asio::buffer(message_) + sent_;
        socket_.async_write_some(rest, on_sent{this, exchange_});
    }

    void receive() {
        const auto rest = boost::asio::buffer(message_) + filled_;
        socket_.async_read_some(rest, on_received{this, exchange_});
    }

    void sent(std::uint32_t exchange, boost::system::error_code failed, std::size_t bytes) {
        resume(progress(exchange, failed, [this, bytes] {
            sent_ += bytes;
            if (sent_ < message_.size()) {
                send();
            } else {
                receive();
            }
            return false;
        }));
    }

    void received(std::uint32_t exchange, boost::system::error_code failed, std::size_t bytes) {
        resume(progress(exchange, failed, [this, bytes] {
            filled_ += bytes;
            if (filled_ < message_.size()) {
                receive();
                return false;
            }
            return true;
        }));
    }

    void resume(waiter* waiting) {
        if (waiting != nullptr) {
            cores_.run([waiting] { waiting->handle.resume(); });
        }
    }

    /// The waiter, when its exchange has failed, or is over as `go_on` says; else null.
    template <class GoOn>
    waiter* progress(std::uint32_t exchange, boost::system::error_code failed, const GoOn& go_on) {
        const std::scoped_lock lock(mutex_);
        if (waiter_ == nullptr || exchange != exchange_) {
            return nullptr; // cancelled meanwhile; the next exchange may have begun
        }
        if (!failed && !go_on()) {
            return nullptr;
        }
        if (failed) {
            close(); // a new connection for whoever comes next
        }
        waiter_->failed = failed;
        waiter_->answer = wait::decode(message_.data()).answer;
        return std::exchange(waiter_, nullptr);
    }

    cores& cores_;
    const cancellation& cancelled_;
    std::mutex mutex_; ///< guards what follows
    boost::asio::ip::tcp::socket socket_;
    std::vector<std::byte> message_;
    std::size_t sent_ = 0;
    std::size_t filled_ = 0;
    waiter* waiter_ = nullptr;
    std::uint32_t exchange_ = 0; ///< counts them: tells what a late completion belongs to
    std::uint16_t port_;
    operation_memory memory_;
};

/// Awaits one exchange on a connection. Throws error(server_failed) when the connection breaks.
class cores_exchange : cores_connection::waiter {
public:
    cores_exchange(cores_connection& connection, wait::tcp w) noexcept
        : connection_(connection), wait_(w) {}

    [[nodiscard]] static bool await_ready() noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> continued) {
        handle = continued;
        if (connection_.exchange(*this, wait_)) {
            return true; // it may have been resumed elsewhere, and be gone
        }
        was_cancelled = true;
        return false;
    }
    [[nodiscard]] std::uint64_t await_resume() const {
        throw_if_cancelled();
        if (failed) {
            throw error(exit_code::server_failed, "the exchange of task " +
                                                      std::to_string(wait_.index) +
                                                      " failed: " + failed.message());
        }
        return answer;
    }

private:
    cores_connection& connection_;
    wait::tcp wait_;
};

} // namespace crossover::engines
