#pragma once

#include "base/error.hpp"
#include "engines/asio_awaitable/dialogue.hpp"
#include "engines/support/loop_descriptors.hpp"
#include "engines/support/loopback.hpp"
#include "engines/support/run_mark.hpp"
#include "strategies/coro/cancel.hpp"
#include "strategies/coro/permits.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/channel.hpp>
#include <boost/asio/experimental/channel_error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace crossover::engines {

/// Asio's own coroutines, written as its documentation shows: `awaitable`, `co_spawn` with a
/// completion handler, a timer object for each sleep, `use_awaitable`. It runs beside `asio` to
/// show what the idiom costs.
///
/// To cancel a batch is to cancel the I/O objects that it waits for. A cancellation signal for each
/// coroutine, which Asio has as well, costs memory and time in every operation, whether or not
/// anyone cancels.
class asio_awaitable_loop {
    /// What a cancellation must find. It leaves its list when it is destroyed.
    using listed = boost::intrusive::list_base_hook<
        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;
    template <class T>
    using list_of = boost::intrusive::list<T, boost::intrusive::constant_time_size<false>>;

public:
    template <class T>
    using awaitable = boost::asio::awaitable<T>;
    using coroutine = awaitable<void>;
    using error_code = boost::system::error_code;

    asio_awaitable_loop() = default;
    asio_awaitable_loop(const asio_awaitable_loop&) = delete;
    asio_awaitable_loop& operator=(const asio_awaitable_loop&) = delete;

    /// Starts a coroutine when the loop turns, or at once where it turns already; a batch that was
    /// cancelled drops it, and `run` throws `never_started` when it throws nothing else.
    void spawn(coroutine child) {
        if (cancelled_) {
            refused_ = true;
            return;
        }
        count_spawned();
        boost::asio::co_spawn(context_, starting(std::move(child)),
                              [this](const std::exception_ptr& failure) { ended(failure); });
    }

    /// Turns the loop until every coroutine has ended; then rethrows the first failure.
    ///
    /// Coroutines that wait for what cannot come (a semaphore that nobody releases) are cancelled,
    /// and std::logic_error says so.
    void run() {
        const run_mark mark(running_);
        context_.restart();
        look_for_lull();
        context_.run(); // until the last coroutine has ended: each is work for the context
        cancelled_ = false;
        failures_ = std::exchange(kept_, {});
        if (std::exchange(refused_, false) && failures_.empty()) {
            failures_.push_back(std::make_exception_ptr(coro::never_started{}));
        }
        if (!failures_.empty()) {
            std::rethrow_exception(failures_.front());
        }
    }

    /// All failures of the last run in the order of time: the first is what `run()` rethrew, the
    /// others are of clean-ups.
    [[nodiscard]] const std::vector<std::exception_ptr>& failures() const noexcept {
        return failures_;
    }

    /// Cancels every coroutine: what it waits for is aborted, and so is what it begins to wait for.
    /// `run()` still waits for their clean-ups. On the loop's thread only.
    void cancel() {
        if (std::exchange(cancelled_, true)) {
            return;
        }
        for (sleep& s : sleeps_) {
            s.timer.cancel();
        }
        for (auto& c : connections_) {
            if (c.socket.is_open()) {
                c.socket.cancel();
            }
        }
        for (auto& t : dialogues_) {
            t.cancel();
        }
        for (semaphore& s : semaphores_) {
            s.channel_.cancel();
        }
    }

    /// How many coroutines have not ended. On the loop's thread only.
    [[nodiscard]] std::size_t active() const noexcept { return active_; }

    /// The same from any thread. To be followed by forget_cancel() before the next batch.
    void request_cancel() noexcept {
        cancel_requested_.store(true, std::memory_order_release);
        boost::asio::post(context_, [this] {
            if (cancel_requested_.load(std::memory_order_acquire)) {
                cancel();
            }
        });
    }

    /// Withdraws a request that came too late. On the loop's thread, when no other thread can
    /// request any more.
    void forget_cancel() noexcept { cancel_requested_.store(false, std::memory_order_relaxed); }

    /// Asio has no semaphore; a channel with room for `permits` messages is the documented
    /// stand-in: a message in it is a permit that is out.
    class semaphore : public listed {
    public:
        /// Throws std::invalid_argument when `permits` is negative.
        semaphore(asio_awaitable_loop& loop, std::size_t permits)
            : loop_(loop),
              permits_(coro::valid_permits(permits)),
              channel_(loop.context_, permits) {
            loop.semaphores_.push_back(*this);
        }
        semaphore(const semaphore&) = delete; // a cancellation would not find the copy
        semaphore& operator=(const semaphore&) = delete;

        awaitable<void> acquire() {
            ++loop_.steps_;
            loop_.throw_if_cancelled();
            return channel_.async_send(error_code{}, boost::asio::deferred)(
                boost::asio::deferred([this](error_code failed) {
                    if (!failed) {
                        high_water_ = std::max(high_water_, ++out_);
                    }
                    return boost::asio::deferred.values(failed);
                }))(boost::asio::use_awaitable);
        }

        /// Gives one permit back. Throws std::logic_error when none is out.
        void release() {
            const auto taken_out = [](error_code /*sent*/) {};
            if (out_ == 0 ||
                !channel_.try_receive(taken_out)) { // without room a sender would be let pass
                throw coro::released_too_often(permits_);
            }
            --out_;
        }

        /// The most permits that were out at once since the semaphore was made.
        [[nodiscard]] std::size_t high_water() const noexcept { return high_water_; }

    private:
        friend asio_awaitable_loop;

        asio_awaitable_loop& loop_;
        std::size_t permits_;
        std::size_t out_ = 0; ///< in the hands of those who went on
        std::size_t high_water_ = 0;
        boost::asio::experimental::channel<void(error_code)> channel_;
    };

    static void open(wait::none::endpoint /*e*/, std::size_t /*slots*/) noexcept {}
    static void open(wait::timer::endpoint /*e*/, std::size_t /*slots*/) noexcept {}

    /// Opens a connection for each slot. Throws error(machine_limit) or error(server_failed).
    void open(wait::tcp::endpoint e, std::size_t slots) {
        require_descriptors(slots);
        while (connections_.size() < slots) {
            boost::asio::ip::tcp::socket socket(context_);
            socket.assign(boost::asio::ip::tcp::v4(), connect_loopback(e.port).release());
            connections_.push_back({std::move(socket), std::vector<std::byte>(e.bytes), e.port});
        }
    }

    /// Opens a dialogue for each slot. Throws error(machine_limit), and what dialogue_source::open
    /// throws.
    void open(wait::dialogue::endpoint e, std::size_t slots) {
        require_descriptors(slots * e.source->descriptors());
        while (dialogues_.size() < slots) {
            dialogues_.emplace_back(context_, e.source->open(wait::dialogue_source::use::steps),
                                    cancelled_);
        }
    }

    awaitable<std::uint64_t> wait(wait::none /*w*/, std::size_t /*slot*/) {
        throw_if_cancelled();
        co_return 0;
    }

    awaitable<std::uint64_t> wait(wait::timer w, std::size_t /*slot*/) {
        throw_if_cancelled();
        const pending_wait counted(*this);
        sleep slept(context_, w.duration);
        sleeps_.push_back(slept);
        // Awaited as it is: with use_awaitable it would have a frame of its own, beside that of
        // this wait. A program that sleeps in the task itself, as the documentation shows, has as
        // many.
        co_await slept.timer.async_wait(boost::asio::deferred);
        throw_if_cancelled(); // it may have been due when its timer was cancelled
        co_return 0;
    }

    /// Throws error(server_failed) when the connection breaks.
    awaitable<std::uint64_t> wait(wait::tcp w, std::size_t slot) {
        throw_if_cancelled();
        const pending_wait counted(*this);
        connection& c = connections_[slot];
        if (!c.socket.is_open()) {
            c.socket.assign(boost::asio::ip::tcp::v4(), connect_loopback(c.port).release());
        }
        closing_unless_done failing{&c.socket};
        const auto buffer = boost::asio::buffer(c.message);
        wait::encode(w, static_cast<std::uint32_t>(c.message.size()), c.message.data());
        // An operation on a whole message consists of several, and what has just ended cannot be
        // cancelled: no other follows it then.
        const auto more = [this](error_code failed, std::size_t /*done*/) -> std::size_t {
            return failed || cancelled_ ? 0 : most_at_once;
        };
        try { // the first awaited as it is, for this wait has a frame already (see above)
            co_await boost::asio::async_write(c.socket, buffer, more, boost::asio::deferred);
            throw_if_cancelled();
            co_await boost::asio::async_read(c.socket, buffer, more, boost::asio::use_awaitable);
            throw_if_cancelled();
        } catch (const boost::system::system_error& failed) {
            if (failed.code() == boost::asio::error::operation_aborted) {
                throw;
            }
            throw error(exit_code::server_failed, "the exchange of task " +
                                                      std::to_string(w.index) +
                                                      " failed: " + failed.code().message());
        }
        failing.socket = nullptr;
        co_return wait::decode(c.message.data()).answer;
    }

    /// Throws what the dialogue throws.
    awaitable<std::uint64_t> wait(wait::dialogue w, std::size_t slot) {
        throw_if_cancelled();
        const pending_wait counted(*this);
        co_return co_await dialogues_[slot].run(w.index);
    }

protected:
    /// What `co_spawn` calls to have a coroutine.
    struct start {
        asio_awaitable_loop* loop;
        coroutine child;
        coroutine operator()() {
            loop->throw_if_cancelled();
            return std::move(child);
        }
    };
    [[nodiscard]] start starting(coroutine child) { return {this, std::move(child)}; }

    void count_spawned() noexcept {
        ++active_;
        ++steps_;
    }

    void ended(const std::exception_ptr& failure) {
        --active_;
        ++steps_;
        if (!failure || (cancelled_ && is_cancellation(failure))) {
            return;
        }
        kept_.push_back(failure);
        cancel();
    }

    [[nodiscard]] bool is_cancelled() const noexcept { return cancelled_; }
    [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }

private:
    static constexpr std::size_t most_at_once = 65536; ///< what Asio itself takes

    struct connection {
        boost::asio::ip::tcp::socket socket;
        std::vector<std::byte> message;
        std::uint16_t port;
    };

    /// A connection whose exchange was given up is closed, because the reply may still come, and
    /// opened again by the next.
    struct closing_unless_done {
        boost::asio::ip::tcp::socket* socket;
        ~closing_unless_done() {
            if (socket != nullptr) {
                boost::system::error_code ignored; // the connection is given up in any case
                socket->close(ignored);
            }
        }
    };

    struct sleep : listed {
        sleep(boost::asio::io_context& context, std::chrono::nanoseconds duration)
            : timer(context, duration) {}
        boost::asio::steady_timer timer;
    };

    /// Counts the waits that are sure to end. Out of memory at the end of the last one ends the
    /// process.
    class pending_wait {
    public:
        explicit pending_wait(asio_awaitable_loop& loop) noexcept : loop_(loop) { ++loop.waits_; }
        pending_wait(const pending_wait&) = delete;
        pending_wait& operator=(const pending_wait&) = delete;
        ~pending_wait() {
            ++loop_.steps_;
            if (--loop_.waits_ == 0) {
                loop_.look_for_lull();
            }
        }

    private:
        asio_awaitable_loop& loop_;
    };

    void throw_if_cancelled() const {
        if (cancelled_) {
            throw boost::system::system_error(boost::asio::error::operation_aborted);
        }
    }

    /// Gives up when nothing is pending and nothing is ready any more: what is ready runs before
    /// what is posted now, and makes a step, or is the end of a coroutine, whose handler Asio posts
    /// and which makes one. So two looks without a step between them tell.
    void look_for_lull() {
        if (!std::exchange(looking_, true)) {
            look_again(false);
        }
    }

    void look_again(bool quiet) {
        boost::asio::post(context_, [this, quiet, seen = steps_] {
            if (waits_ > 0 || active_ == 0) {
                looking_ = false;
            } else if (steps_ != seen) {
                look_again(false);
            } else if (!quiet) {
                look_again(true);
            } else {
                looking_ = false;
                give_up();
                look_for_lull();
            }
        });
    }

    void give_up() {
        const std::logic_error told(std::to_string(active()) +
                                    " tasks wait for what cannot come: no sleep or exchange is "
                                    "pending; is a semaphore not released?");
        if (cancelled_) {
            throw told; // not even their cancellation ends them
        }
        kept_.push_back(std::make_exception_ptr(told));
        cancel();
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

    std::size_t active_ = 0; ///< coroutines that have not ended
    std::size_t waits_ = 0;
    std::uint64_t steps_ = 0; ///< made by coroutines: every spawn, acquire, end of a wait, and end
    bool looking_ = false; ///< for a lull
    list_of<sleep> sleeps_; // before the context: what is left suspended goes with it
    list_of<semaphore> semaphores_;
    [[no_unique_address]] loop_descriptors enough_; ///< before the context
    boost::asio::io_context context_{1};
    std::deque<connection> connections_;
    std::deque<awaitable_dialogue> dialogues_; // a deque: handlers point at them
    std::vector<std::exception_ptr> kept_; ///< of the batch that runs
    std::vector<std::exception_ptr> failures_; ///< of the last run
    bool running_ = false;
    bool cancelled_ = false;
    bool refused_ = false; ///< a coroutine of the batch that runs was not begun
    std::atomic<bool> cancel_requested_ = false;
};

} // namespace crossover::engines
