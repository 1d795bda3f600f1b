#pragma once

#include "engines/libuv/check.hpp"
#include "engines/support/exchange_wait.hpp"
#include "engines/support/loopback.hpp"
#include "workloads/wait.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <uv.h>
#include <vector>

namespace crossover::engines {

/// One connection to the server. Reading is never stopped, and there is room for one byte more than
/// a reply has: libuv takes a read that fills its buffer for a sign of more and reads again. So a
/// reply costs one `recv`. The request is written directly
/// (`uv_try_write`), and queued only when the socket's buffer is full. When a wait on it is
/// cancelled it is closed, because the reply may still come, and opened again by the next exchange.
template <class Loop>
class uv_connection {
public:
    using failure = int; ///< a code of libuv's, below 0
    using waiter = exchange_wait<uv_connection>;

    uv_connection(Loop& loop, uv_loop_t* uv, wait::tcp::endpoint e)
        : loop_(loop), uv_(uv), bytes_(e.bytes), message_(e.bytes + 1), port_(e.port) {
        try {
            connect();
        } catch (...) {
            close(); // the destructor of what is not made does not run
            throw;
        }
    }
    uv_connection(const uv_connection&) = delete;
    uv_connection& operator=(const uv_connection&) = delete;
    ~uv_connection() { close(); }

    [[nodiscard]] static std::string text(failure failed) { return uv_strerror(failed); }
    [[nodiscard]] Loop& loop() noexcept { return loop_; }

    /// Sends the request of a wait, and leads to its `end`.
    void exchange(waiter& waiting, wait::tcp w) {
        if (handle_ == nullptr) {
            connect();
        }
        waiter_ = &waiting;
        filled_ = 0;
        wait::encode(w, static_cast<std::uint32_t>(bytes_), message_.data());
        uv_buf_t request =
            uv_buf_init(reinterpret_cast<char*>(message_.data()), static_cast<unsigned>(bytes_));
        const int sent = uv_try_write(stream(), &request, 1);
        const auto done = sent > 0 ? static_cast<std::size_t>(sent) : 0;
        if (done < bytes_) {
            write_rest(done);
        }
    }

    /// Gives the exchange up.
    void abandon() noexcept {
        waiter_ = nullptr;
        close();
    }

private:
    /// libuv closes a handle in a later turn of its loop, so the handle must outlive the
    /// connection: it frees itself.
    struct handle {
        uv_tcp_t tcp;
        uv_connection* connection;
    };

    void connect() {
        auto fd = connect_loopback(port_);
        auto* const fresh = new handle{{}, this};
        fresh->tcp.data = fresh;
        uv_check(uv_tcp_init(uv_, &fresh->tcp), "making a TCP handle");
        handle_ = fresh; // from here on it is closed, not deleted
        uv_check(uv_tcp_open(&fresh->tcp, fd.get()), "adopting a connection");
        static_cast<void>(fd.release());
        uv_check(uv_read_start(stream(), &on_buffer, &on_read), "reading from a connection");
    }

    void close() noexcept {
        if (handle_ != nullptr) {
            handle_->connection = nullptr;
            uv_close(reinterpret_cast<uv_handle_t*>(&handle_->tcp),
                     [](uv_handle_t* closed) { delete static_cast<handle*>(closed->data); });
            handle_ = nullptr;
        }
    }

    [[nodiscard]] uv_stream_t* stream() noexcept {
        return reinterpret_cast<uv_stream_t*>(&handle_->tcp);
    }

    /// The reply overwrites the message while the rest of the request may still be queued: so the
    /// rest is a copy.
    void write_rest(std::size_t done) {
        struct rest {
            uv_write_t request;
            std::vector<std::byte> bytes;
        };
        const auto begin = message_.begin() + static_cast<std::ptrdiff_t>(done);
        const auto end = message_.begin() + static_cast<std::ptrdiff_t>(bytes_);
        auto* const queued = new rest{{}, {begin, end}};
        queued->request.data = queued;
        const uv_buf_t buffer = uv_buf_init(reinterpret_cast<char*>(queued->bytes.data()),
                                            static_cast<unsigned>(queued->bytes.size()));
        // A failed write ends the connection, which the reader sees.
        const auto free_rest = [](uv_write_t* written, int /*status*/) {
            delete static_cast<rest*>(written->data);
        };
        if (const int result = uv_write(&queued->request, stream(), &buffer, 1, free_rest);
            result < 0) {
            delete queued;
            uv_check(result, "queueing a request");
        }
    }

    static void on_buffer(uv_handle_t* from, std::size_t /*suggested*/, uv_buf_t* buffer) {
        uv_connection* const self = static_cast<handle*>(from->data)->connection;
        *buffer = uv_buf_init(reinterpret_cast<char*>(self->message_.data() + self->filled_),
                              static_cast<unsigned>(self->message_.size() - self->filled_));
    }

    static void on_read(uv_stream_t* from, ssize_t bytes, const uv_buf_t* /*buffer*/) {
        if (uv_connection* const self = static_cast<handle*>(from->data)->connection;
            self != nullptr) {
            self->received(bytes);
        }
    }

    void received(ssize_t bytes) {
        filled_ += bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
        if (bytes == 0 || (bytes > 0 && filled_ < bytes_)) {
            return; // "try again", or more to come
        }
        waiter* const waiting = std::exchange(waiter_, nullptr);
        if (bytes < 0 || waiting == nullptr || filled_ > bytes_) {
            close(); // broken, or bytes that nobody asked for; a new connection for whoever comes
                     // next
        }
        if (waiting != nullptr) {
            waiting->end(bytes < 0 ? static_cast<int>(bytes) : 0,
                         wait::decode(message_.data()).answer);
        }
        loop_.finish_turn();
    }

    Loop& loop_;
    uv_loop_t* uv_;
    handle* handle_ = nullptr;
    std::size_t bytes_;
    std::vector<std::byte> message_;
    std::size_t filled_ = 0;
    waiter* waiter_ = nullptr;
    std::uint16_t port_;
};

} // namespace crossover::engines
