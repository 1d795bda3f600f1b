#pragma once

#include "base/error.hpp"
#include "engines/asio_awaitable/talk.hpp"
#include "engines/loopback.hpp"
#include "strategies/coro/permits.hpp"
#include "workloads/wait.hpp"

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/experimental/channel_error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
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
#include <stdexcept>
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
        auto on_end = [this, signal](const std::exception_ptr& failure) { ended(signal, failure); };
        boost::asio::co_spawn(context_, std::move(child),
                              boost::asio::bind_cancellation_slot(signal->slot(), std::move(on_end)));
    }

    /// Turns the loop until every coroutine has ended; then rethrows the first failure.
    ///
    /// Coroutines that wait for what cannot come (a semaphore that nobody releases) are cancelled, and std::logic_error says so.
    void run() {
        context_.restart();
        for (poll(); signals_.size() > dropped_; poll()) {
            if (waits_ > 0) {
                run_one();
            } else { // nothing is ready, and nothing will be
                give_up();
            }
        }
        signals_.clear();
        dropped_ = 0;
        cancelled_ = false;
        failures_ = std::exchange(kept_, {});
        if (!failures_.empty()) {
            std::rethrow_exception(failures_.front());
        }
    }

    /// All failures of the last run in the order of time: the first is what `run()` rethrew, the others are of clean-ups.
    [[nodiscard]] const std::vector<std::exception_ptr>& failures() const noexcept { return failures_; }

    /// Cancels every coroutine; `run()` still waits for their clean-ups. On the loop's thread only.
    void cancel() {
        cancelled_ = true;
        for (auto next = signals_.begin(); next != signals_.end();) {
            (next++)->emit(boost::asio::cancellation_type::terminal);
        }
    }

    /// How many coroutines have not ended. On the loop's thread only.
    [[nodiscard]] std::size_t active() const noexcept { return signals_.size() - dropped_; }

    /// The same from any thread. To be followed by forget_cancel() before the next batch.
    void request_cancel() noexcept {
        cancel_requested_.store(true, std::memory_order_release);
        boost::asio::post(context_, [this] {
            if (cancel_requested_.load(std::memory_order_acquire)) {
                cancel();
            }
        });
    }

    /// Withdraws a request that came too late. On the loop's thread, when no other thread can request any more.
    void forget_cancel() noexcept { cancel_requested_.store(false, std::memory_order_relaxed); }

    /// Asio has no semaphore; a channel with room for `permits` messages is the documented stand-in: a message in it is a permit that is out.
    class semaphore {
    public:
        /// Throws std::invalid_argument when `permits` is negative.
        semaphore(asio_awaitable_loop& loop, std::size_t permits)
            : permits_(coro::valid_permits(permits)), channel_(loop.context_, permits) {}
        awaitable<void> acquire() { return channel_.async_send(error_code{}, boost::asio::use_awaitable); }

        /// Gives one permit back. Throws std::logic_error when none is out.
        void release() {
            const auto taken_out = [](error_code /*sent*/) {};
            if (permits_ == 0 || !channel_.try_receive(taken_out)) { // without room a sender would be let pass
                throw coro::released_too_often(permits_);
            }
        }

    private:
        std::size_t permits_;
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

    /// Opens a dialogue for each slot. Throws error(machine_limit), and what dialogue_source::open throws.
    void open(wait::talk::endpoint e, std::size_t slots) {
        require_descriptors(slots * e.source->descriptors());
        while (talks_.size() < slots) {
            talks_.emplace_back(context_, e.source->open(wait::dialogue_source::use::steps));
        }
    }

    static awaitable<std::uint64_t> wait(wait::none /*w*/, std::size_t /*slot*/) { co_return 0; }

    awaitable<std::uint64_t> wait(wait::timer w, std::size_t /*slot*/) {
        const pending_wait counted(waits_);
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, w.duration);
        co_await timer.async_wait(boost::asio::use_awaitable);
        co_return 0;
    }

    /// Throws error(peer_failed) when the connection breaks.
    awaitable<std::uint64_t> wait(wait::tcp w, std::size_t slot) {
        const pending_wait counted(waits_);
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

    /// Throws what the dialogue throws.
    awaitable<std::uint64_t> wait(wait::talk w, std::size_t slot) {
        const pending_wait counted(waits_);
        co_return co_await talks_[slot].run(w.index);
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

    /// Runs what is ready.
    void poll() {
        while (!is_whole([this] { context_.poll(); })) {
        }
    }
    /// Waits for something, and runs it.
    void run_one() {
        is_whole([this] { context_.run_one(); });
    }

    /// Asio 1.26 lets an exception out of its context instead of calling the completion handler when a coroutine was cancelled between
    /// `co_spawn` and its start. Its frame is gone then, and the loop may go on. False when that happened.
    template <class Turn>
    bool is_whole(Turn turn) {
        try {
            turn();
        } catch (const boost::system::system_error& aborted) {
            if (!cancelled_ || aborted.code() != boost::asio::error::operation_aborted) {
                throw;
            }
            ++dropped_;
            return false;
        }
        return true;
    }

    /// Counts the waits that are sure to end.
    class pending_wait {
    public:
        explicit pending_wait(std::size_t& count) noexcept : count_(count) { ++count_; }
        pending_wait(const pending_wait&) = delete;
        pending_wait& operator=(const pending_wait&) = delete;
        ~pending_wait() { --count_; }

    private:
        std::size_t& count_;
    };

    void give_up() {
        const std::logic_error told(
            std::to_string(active()) +
            " tasks wait for what cannot come: no sleep or exchange is pending; is a semaphore not released?");
        if (cancelled_) {
            throw told; // not even their cancellation ends them
        }
        kept_.push_back(std::make_exception_ptr(told));
        cancel();
    }

    void ended(signals::iterator signal, const std::exception_ptr& failure) {
        signals_.erase(signal);
        if (!failure || (cancelled_ && is_cancellation(failure))) {
            return;
        }
        kept_.push_back(failure);
        if (!cancelled_) {
            cancel();
        }
    }

    /// Whether it is what Asio throws out of a wait that was cancelled.
    [[nodiscard]] static bool is_cancellation(const std::exception_ptr& failure) noexcept {
        try {
            std::rethrow_exception(failure);
        } catch (const boost::system::system_error& known) {
            return known.code() == boost::asio::error::operation_aborted ||
                   known.code() == boost::asio::experimental::error::channel_cancelled;
        } catch (...) {
            return false;
        }
    }

    boost::asio::io_context context_{1};
    std::size_t waits_ = 0;
    signals signals_; ///< one for each coroutine that has not ended
    std::size_t dropped_ = 0; ///< of those, how many Asio has ended without a word
    std::deque<connection> connections_;
    std::deque<awaitable_talk> talks_; // a deque: handlers point at them
    std::vector<std::exception_ptr> kept_; ///< of the batch that runs
    std::vector<std::exception_ptr> failures_; ///< of the last run
    bool cancelled_ = false;
    std::atomic<bool> cancel_requested_ = false;
};

} // namespace crossover::engines
