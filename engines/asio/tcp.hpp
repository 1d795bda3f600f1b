#pragma once

#include "base/error.hpp"
#include "engines/loopback.hpp"
#include "strategies/coro/wait.hpp"
#include "workloads/wait.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <vector>

namespace crossover::engines {

/// Memory for the one operation that a connection has under way, so that a request allocates nothing.
class operation_memory {
public:
    operation_memory() noexcept = default;
    operation_memory(const operation_memory&) = delete;
    operation_memory& operator=(const operation_memory&) = delete;

    void* take(std::size_t bytes) {
        if (taken_ || bytes > sizeof storage_) {
            return ::operator new(bytes);
        }
        taken_ = true;
        return storage_.data();
    }
    void give_back(void* memory) noexcept {
        if (memory == storage_.data()) {
            taken_ = false;
        } else {
            ::operator delete(memory);
        }
    }

private:
    /// Asio 1.26's receive operation with our handler takes 144 bytes.
    alignas(std::max_align_t) std::array<std::byte, 256> storage_;
    bool taken_ = false;
};

/// Hands operation_memory to Asio as the associated allocator of a handler.
template <class T>
struct operation_allocator {
    using value_type = T;
    operation_memory* memory;

    explicit operation_allocator(operation_memory* from) noexcept : memory(from) {}
    template <class U>
    operation_allocator(const operation_allocator<U>& other) noexcept : memory(other.memory) {}

    T* allocate(std::size_t n) { return static_cast<T*>(memory->take(n * sizeof(T))); }
    void deallocate(T* p, std::size_t /*n*/) noexcept { memory->give_back(p); }
    template <class U>
    bool operator==(const operation_allocator<U>& other) const noexcept {
        return memory == other.memory;
    }
};

template <class Loop>
class asio_tcp_wait;

/// One connection to the peer. It carries one exchange at a time; when a wait on it is cancelled it is closed, because the
/// reply may still come, and opened again by the next exchange.
template <class Loop>
class asio_connection {
public:
    asio_connection(Loop& loop, boost::asio::io_context& context, wait::tcp::endpoint e)
        : loop_(loop), socket_(context), message_(e.bytes), port_(e.port) {
        connect();
    }

    /// Gives the exchange up, if there is one. Its completion comes in a later turn of the loop, and must find this object.
    void abandon() noexcept {
        waiter_ = nullptr;
        boost::system::error_code ignored; // the connection is given up in any case
        socket_.close(ignored);
    }

private:
    friend asio_tcp_wait<Loop>;

    struct on_received {
        using allocator_type = operation_allocator<std::byte>;
        asio_connection* connection;
        std::uint32_t exchange;
        [[nodiscard]] allocator_type get_allocator() const noexcept { return allocator_type(&connection->memory_); }
        void operator()(boost::system::error_code failed, std::size_t bytes) const {
            connection->received(exchange, failed, bytes);
        }
    };

    void connect() {
        socket_.assign(boost::asio::ip::tcp::v4(), connect_loopback(port_).release());
        socket_.non_blocking(true);
    }

    void exchange(asio_tcp_wait<Loop>& waiter, wait::tcp w) {
        if (!socket_.is_open()) {
            connect();
        }
        waiter_ = &waiter;
        ++exchange_;
        filled_ = 0;
        wait::encode(w, static_cast<std::uint32_t>(message_.size()), message_.data());
        boost::system::error_code failed;
        const std::size_t sent = socket_.write_some(boost::asio::buffer(message_), failed);
        if (sent < message_.size()) { // the socket's buffer is full: only with large messages
            boost::asio::async_write(socket_, boost::asio::buffer(message_) + sent,
                                     [this, now = exchange_](boost::system::error_code broken, std::size_t /*bytes*/) {
                                         received(now, broken, 0);
                                     });
            return;
        }
        receive();
    }

    void receive() { socket_.async_read_some(boost::asio::buffer(message_) + filled_, on_received{this, exchange_}); }

    void received(std::uint32_t exchange, boost::system::error_code failed, std::size_t bytes) {
        if (waiter_ == nullptr || exchange != exchange_) {
            return; // cancelled meanwhile; the next exchange may have begun
        }
        filled_ += bytes;
        if (!failed && filled_ < message_.size()) {
            receive();
            return;
        }
        asio_tcp_wait<Loop>& waiter = *std::exchange(waiter_, nullptr);
        if (failed) {
            socket_.close(); // a new connection for whoever comes next
        }
        waiter.end(failed, wait::decode(message_.data()).answer);
        loop_.finish_turn();
    }

    Loop& loop_;
    boost::asio::ip::tcp::socket socket_;
    std::vector<std::byte> message_;
    std::size_t filled_ = 0;
    asio_tcp_wait<Loop>* waiter_ = nullptr;
    std::uint32_t exchange_ = 0; ///< counts them: tells what a late completion belongs to
    std::uint16_t port_;
    operation_memory memory_;
};

/// Awaits one exchange on a connection. Throws error(peer_failed) when the connection breaks.
template <class Loop>
class asio_tcp_wait final : public coro::cancellable_wait<asio_tcp_wait<Loop>> {
public:
    asio_tcp_wait(asio_connection<Loop>& connection, wait::tcp w) noexcept : connection_(connection), wait_(w) {}

    void start() { connection_.exchange(*this, wait_); }
    void abort() noexcept { connection_.abandon(); }
    [[nodiscard]] coro::ready_list& ready() noexcept { return connection_.loop_.ready(); }
    [[nodiscard]] std::uint64_t value() const {
        if (failed_) {
            throw error(exit_code::peer_failed,
                        "the exchange of task " + std::to_string(wait_.index) + " failed: " + failed_.message());
        }
        return answer_;
    }

    void end(boost::system::error_code failed, std::uint64_t answer) {
        failed_ = failed;
        answer_ = answer;
        this->complete();
    }

private:
    asio_connection<Loop>& connection_;
    wait::tcp wait_;
    boost::system::error_code failed_;
    std::uint64_t answer_ = 0;
};

} // namespace crossover::engines
