#pragma once

#include "engines/asio/readiness.hpp"
#include "engines/asio/tcp.hpp"
#include "engines/asio/watch.hpp"
#include "engines/support/dialogue_wait.hpp"
#include "engines/support/loop_core.hpp"
#include "workloads/wait.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <utility>
#include <vector>

namespace crossover::engines {

/// Our coroutines on Boost.Asio's `io_context`, turned by one thread.
class asio_loop : public loop_core<asio_loop> {
public:
    asio_loop() : timer_(context_) {}

    /// What was cancelled last may still be on its way, in the memory of its connection: it comes
    /// first, and not all at once where what comes stops the context.
    ~asio_loop() {
        for (auto& connection : connections_) {
            connection.abandon();
        }
        do {
            context_.restart();
        } while (context_.poll() > 0);
    }

    using loop_core::open;
    using loop_core::wait;

    /// Opens a connection for each slot. Throws error(machine_limit) or error(server_failed).
    void open(wait::tcp::endpoint e, std::size_t slots) {
        require_descriptors(slots);
        while (connections_.size() < slots) {
            connections_.emplace_back(*this, context_, e);
        }
        to_receive_.reserve(slots);
    }

    [[nodiscard]] exchange_wait<asio_connection<asio_loop>> wait(wait::tcp w,
                                                                 std::size_t slot) noexcept {
        return exchange_wait<asio_connection<asio_loop>>(connections_[slot], w);
    }

    /// Opens a dialogue for each slot. Throws error(machine_limit), and what dialogue_source::open
    /// throws.
    void open(wait::dialogue::endpoint e, std::size_t slots) {
        require_descriptors(slots * e.source->descriptors());
        while (dialogues_.size() < slots) {
            dialogues_.emplace_back(*this, e.source->open(wait::dialogue_source::use::steps),
                                    context_, memories_.emplace_back());
        }
    }

    [[nodiscard]] dialogue_wait<dialogue_slot<asio_loop, asio_readiness>>
    wait(wait::dialogue w, std::size_t slot) noexcept {
        return {dialogues_[slot], w};
    }

    /// Calls `readable` on the loop's thread while `fd` can be read, until the watch is destroyed;
    /// it may make coroutines ready.
    [[nodiscard]] asio_watch watch(int fd, std::function<void()> readable) {
        return asio_watch(context_, fd, [this, call = std::move(readable)] {
            call();
            finish_turn();
        });
    }

private:
    friend loop_core;
    friend asio_connection<asio_loop>;
    friend dialogue_slot<asio_loop, asio_readiness>;

    struct on_timer {
        asio_loop* loop;
        void operator()(boost::system::error_code aborted) const {
            if (!aborted) {
                loop->expire();
            }
        }
    };

    /// Asio tries a receive at once, and in vain while the reply is on its way. So it comes after
    /// what is ready now: the server then has had the time of a turn, and where it is quick the
    /// reply is there, which saves waiting for it.
    void receive_later(asio_connection<asio_loop>& connection) {
        if (to_receive_.empty()) {
            boost::asio::post(context_, [this] {
                for (auto* const each : to_receive_) {
                    each->receive_now(); // which lists none
                }
                to_receive_.clear();
            });
        }
        to_receive_.push_back(&connection); // within its capacity
    }

    void arm(std::int64_t deadline_ns) {
        using clock = std::chrono::steady_clock;
        timer_.expires_at(clock::time_point(std::chrono::nanoseconds(deadline_ns)));
        timer_.async_wait(on_timer{this});
    }

    void turn() {
        const auto open = boost::asio::make_work_guard(
            context_); // a task may be on another thread, and nothing here
        context_.restart();
        context_.run();
    }

    void wake() noexcept {
        boost::asio::post(context_, [this] { receive(); });
    }

    void stop() noexcept { context_.stop(); }

    std::deque<operation_memory> memories_; ///< of the dialogues
    boost::asio::io_context context_{1}; // one thread turns it: Asio's documented hint
    boost::asio::steady_timer timer_;
    std::deque<asio_connection<asio_loop>>
        connections_; // a deque: operations under way point at them
    std::deque<dialogue_slot<asio_loop, asio_readiness>> dialogues_; // as well
    std::vector<asio_connection<asio_loop>*> to_receive_;
};

} // namespace crossover::engines
