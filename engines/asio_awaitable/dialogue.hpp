#pragma once

#include "workloads/support/dialogue.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

namespace crossover::engines {

/// One slot's dialogue, turned by a coroutine of Asio's that waits for its descriptor; a timer
/// whose handler cancels the wait keeps its time, as Asio's examples of time-outs show it. The
/// descriptor stays the dialogue's: it is released before a step that may close it.
class awaitable_dialogue final : private wait::descriptor_watch {
public:
    /// `cancelled` is true from a cancellation of the batch on.
    awaitable_dialogue(boost::asio::io_context& context,
                       std::unique_ptr<wait::dialogue_machine> dialogue, const bool& cancelled)
        : cancelled_(cancelled),
          dialogue_(std::move(dialogue)),
          descriptor_(context),
          timer_(context) {
        dialogue_->watched_by(this);
    }
    awaitable_dialogue(const awaitable_dialogue&) = delete;
    awaitable_dialogue& operator=(const awaitable_dialogue&) = delete;
    ~awaitable_dialogue() {
        let_go();
        dialogue_->watched_by(nullptr);
    }

    /// Throws what the dialogue throws. When it is cancelled, the dialogue is abandoned.
    boost::asio::awaitable<std::uint64_t> run(std::uint64_t index) {
        abandoning_unless_over unfinished{this};
        before_step(unfinished);
        wait::next_step next = dialogue_->begin(index);
        while (next.what != need::nothing) {
            unfinished.under_way = true;
            arm(next);
            boost::system::error_code ended;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, ended);
            if (next.what == need::time) {
                co_await timer_.async_wait(token);
            } else {
                if (!descriptor_.is_open() ||
                    descriptor_.native_handle() != dialogue_->descriptor()) {
                    let_go();
                    descriptor_.assign(dialogue_->descriptor());
                }
                co_await descriptor_.async_wait(
                    next.what == need::readable ? base::wait_read : base::wait_write, token);
            }
            if (cancelled_) {
                throw boost::system::system_error(boost::asio::error::operation_aborted);
            }
            disarm(next);
            before_step(unfinished);
            next = dialogue_->go_on();
        }
        unfinished.under_way = false;
        co_return dialogue_->answer();
    }

    /// Aborts what `run` waits for.
    void cancel() {
        timer_.cancel();
        if (descriptor_.is_open()) {
            descriptor_.cancel();
        }
    }

private:
    using need = wait::next_step::need;
    using base = boost::asio::posix::descriptor_base;

    struct abandoning_unless_over {
        awaitable_dialogue* slot;
        bool under_way = false;
        ~abandoning_unless_over() {
            slot->timer_.cancel();
            ++slot->step_;
            if (under_way) {
                slot->let_go();
                slot->dialogue_->abandon();
            }
        }
    };

    void let_go() noexcept override {
        if (descriptor_.is_open()) {
            descriptor_.release(); // else it would be closed
        }
    }

    /// What the dialogue throws ends the dialogue; it is not abandoned then.
    void before_step(abandoning_unless_over& unfinished) {
        unfinished.under_way = false;
        if (!dialogue_->announces_closing()) {
            let_go();
        }
    }

    void arm(const wait::next_step& next) {
        if (next.until_ns == wait::next_step::never) {
            return;
        }
        using clock = std::chrono::steady_clock;
        timer_.expires_at(clock::time_point(std::chrono::nanoseconds(next.until_ns)));
        if (next.what != need::time) {
            timer_.async_wait([this, step = step_](boost::system::error_code replaced) {
                if (!replaced && step == step_) {
                    descriptor_.cancel();
                }
            });
        }
    }

    void disarm(const wait::next_step& next) {
        ++step_;
        if (next.until_ns != wait::next_step::never && next.what != need::time) {
            timer_.cancel();
        }
    }

    const bool& cancelled_;
    std::unique_ptr<wait::dialogue_machine> dialogue_;
    boost::asio::posix::stream_descriptor descriptor_;
    boost::asio::steady_timer timer_;
    std::uint64_t step_ =
        0; ///< counts the steps: a timer that comes late must not cancel the next one
};

} // namespace crossover::engines
