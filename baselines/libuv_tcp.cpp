// libuv as its guide shows: uv_write, uv_read_start, callbacks; each connection takes the next
// request when its reply is there.
#include "base/error.hpp"
#include "baselines/harness.hpp"
#include "baselines/libuv_loop.hpp"
#include "baselines/tcp_socket.hpp"
#include "workloads/wait.hpp"

#include <array>
#include <cstring>
#include <deque>
#include <uv.h>
#include <vector>

namespace crossover::baselines {
namespace {

class libuv_tcp final : public runner {
public:
    explicit libuv_tcp(const work& w) : work_(w) {
        for (std::size_t i = 0; i < w.limit; ++i) {
            connection& c = connections_.emplace_back();
            c.owner = this;
            c.message.resize(w.bytes);
            uv_check(uv_tcp_init(loop_.get(), &c.tcp), "making a TCP handle");
            c.tcp.data = &c;
            uv_check(uv_tcp_open(&c.tcp, connect_to_server(w.port()).release()),
                     "adopting a connection");
            uv_check(uv_read_start(c.stream(), &on_buffer, &on_read), "reading from a connection");
        }
    }
    ~libuv_tcp() override {
        for (auto& c : connections_) {
            uv_close(reinterpret_cast<uv_handle_t*>(&c.tcp), nullptr);
        }
        loop_.run(); // runs the close callbacks
    }

    void run(const batch& b) override {
        batch_ = b;
        next_ = ended_ = 0;
        for (auto& c : connections_) {
            send_next(c);
        }
        loop_.run(); // until on_read stops it
        if (failed_ < 0) {
            throw error(exit_code::server_failed,
                        std::string("an exchange failed: ") + uv_strerror(failed_));
        }
    }

private:
    struct connection {
        libuv_tcp* owner = nullptr;
        uv_tcp_t tcp{};
        uv_write_t request{};
        std::vector<std::byte> message;
        std::size_t filled = 0;
        [[nodiscard]] uv_stream_t* stream() noexcept {
            return reinterpret_cast<uv_stream_t*>(&tcp);
        }
    };

    void send_next(connection& c) {
        if (next_ == batch_.tasks) {
            return;
        }
        work::begin(batch_, next_);
        const auto delay_us = static_cast<std::uint32_t>(work_.wait_ns / 1000);
        wait::encode({.index = next_++, .delay_us = delay_us},
                     static_cast<std::uint32_t>(work_.bytes), c.message.data());
        c.filled = 0;
        const uv_buf_t out = uv_buf_init(reinterpret_cast<char*>(c.message.data()),
                                         static_cast<unsigned>(c.message.size()));
        uv_check(uv_write(&c.request, c.stream(), &out, 1,
                          [](uv_write_t* /*done*/, int /*seen by the reader*/) {}),
                 "sending a request");
    }

    /// Every reply is copied out before the next read, so all connections share one buffer.
    static void on_buffer(uv_handle_t* from, std::size_t /*suggested*/, uv_buf_t* buffer) {
        auto& shared = static_cast<connection*>(from->data)->owner->buffer_;
        *buffer = uv_buf_init(shared.data(), static_cast<unsigned>(shared.size()));
    }

    static void on_read(uv_stream_t* from, ssize_t bytes, const uv_buf_t* buffer) {
        auto& c = *static_cast<connection*>(from->data);
        c.owner->received(c, bytes, buffer->base);
    }

    void received(connection& c, ssize_t bytes, const char* data) {
        if (bytes < 0 || static_cast<std::size_t>(bytes) > c.message.size() - c.filled) {
            failed_ = bytes < 0 ? static_cast<int>(bytes) : UV_EPROTO;
            uv_stop(loop_.get());
            return;
        }
        std::memcpy(c.message.data() + c.filled, data, static_cast<std::size_t>(bytes));
        c.filled += static_cast<std::size_t>(bytes);
        if (c.filled < c.message.size()) {
            return;
        }
        const auto reply = wait::decode(c.message.data());
        work_.finish(batch_, reply.index, reply.answer);
        if (++ended_ == batch_.tasks) {
            uv_stop(loop_.get());
        }
        send_next(c);
    }

    const work& work_;
    libuv_loop loop_;
    std::deque<connection> connections_; // a deque: handles are not moved
    std::array<char, 64 * 1024> buffer_{};
    batch batch_;
    std::size_t next_ = 0;
    std::size_t ended_ = 0;
    int failed_ = 0;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<libuv_tcp>(talking);
}
