#pragma once

#include "base/clock.hpp"
#include "base/deadline_queue.hpp"
#include "engines/asio_cores/cores.hpp"
#include "engines/asio_cores/shared_work.hpp"
#include "engines/asio_cores/wait.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>

namespace crossover::engines {

/// The tasks that fell asleep on one core: a deadline queue that one Asio timer wakes. There is one
/// for each core, so that its lock is hardly ever contended; whoever runs the timer's handler wakes
/// them, and every core takes its share of those that are due.
class sleepers {
public:
    sleepers(cores& on, const cancellation& cancelled)
        : cores_(on), cancelled_(cancelled), timer_(on.context()) {}
    sleepers(const sleepers&) = delete;
    sleepers& operator=(const sleepers&) = delete;

    struct node : suspended, deadline_node {};

    /// Is called, on any of the threads, instead of resumed: what goes on after a time may be more
    /// than a task. Stays where it is until the threads have ended.
    class alarm : node {
    public:
        alarm(const alarm&) = delete;
        alarm& operator=(const alarm&) = delete;

    protected:
        alarm() = default;
        ~alarm() = default;

        /// It may have been removed, and added again, on its way here.
        virtual void ring() = 0;

    private:
        friend sleepers;
        bool is_in_ = false; ///< guarded by the lock of whose queue it is in
    };

    /// Rings when its time has come, unless it is removed before. Precondition: it is in no queue.
    void add(alarm& one, std::int64_t at_ns) {
        const std::scoped_lock lock(mutex_);
        one.deadline_ns = at_ns;
        enter(one);
        one.is_in_ = true;
    }

    /// Takes an alarm out that was added here; does nothing when it has left the queue.
    void remove(alarm& one) noexcept {
        const std::scoped_lock lock(mutex_);
        if (one.is_in_) {
            one.is_in_ = false;
            queue_->remove(one);
        }
    }

    /// True when the sleeper will be resumed; it may be awake and gone already. False when its
    /// batch is cancelled.
    bool add(node& sleeper) {
        const std::scoped_lock lock(mutex_);
        if (cancelled_.load(std::memory_order_relaxed)) {
            return false;
        }
        enter(sleeper);
        return true;
    }

    /// Wakes all that sleep, as cancelled, and drops the alarms.
    void cancel() {
        const auto woken = std::make_shared<shared_work>(shared_work::kind::goes_on);
        {
            const std::scoped_lock lock(mutex_);
            while (deadline_node* const next = queue_->pop(deadline_queue::never)) {
                auto& sleeper = static_cast<node&>(*next);
                if (!sleeper.handle) {
                    static_cast<alarm&>(sleeper).is_in_ = false;
                    continue;
                }
                sleeper.was_cancelled = true;
                woken->add(sleeper.handle);
            }
            queue_.emplace(now_ns()); // the old one has come to the end of time
        }
        cores_.resume_anywhere(woken);
    }

private:
    /// How many are woken under one hold of the lock: it then lasts about as long as a wake-up of a
    /// thread.
    static constexpr std::size_t most_at_once = 256;

    struct on_timer {
        sleepers* all;
        void operator()(boost::system::error_code replaced) const {
            if (!replaced) {
                all->wake_due();
            }
        }
    };

    void wake_due() {
        const auto woken = std::make_shared<shared_work>(shared_work::kind::goes_on);
        bool more = false;
        {
            const std::scoped_lock lock(mutex_);
            const std::int64_t now = now_ns();
            while (deadline_node* const due =
                       woken->size() < most_at_once ? queue_->pop(now) : nullptr) {
                auto& sleeper = static_cast<node&>(*due);
                if (sleeper.handle) {
                    woken->add(sleeper.handle);
                } else {
                    ring_soon(static_cast<alarm&>(sleeper));
                }
            }
            const std::int64_t next = queue_->next_ns();
            more = next <= now;
            armed_ns_ = deadline_queue::never;
            if (!more && next != deadline_queue::never) {
                arm(next);
            }
        }
        if (more) { // for another core, at the same time
            boost::asio::post(cores_.context(), [this] { wake_due(); });
        }
        cores_.resume_anywhere(woken);
    }

    void enter(node& one) {
        queue_->add(one);
        if (one.deadline_ns < armed_ns_) {
            arm(queue_->next_ns());
        }
    }

    /// On whichever thread is free: it takes a lock of its own.
    void ring_soon(alarm& due) {
        due.is_in_ = false;
        boost::asio::post(cores_.context(), [&due] { due.ring(); });
    }

    void arm(std::int64_t deadline_ns) {
        using clock = std::chrono::steady_clock;
        armed_ns_ = deadline_ns;
        timer_.expires_at(clock::time_point(std::chrono::nanoseconds(deadline_ns)));
        timer_.async_wait(on_timer{this});
    }

    cores& cores_;
    const cancellation& cancelled_;
    std::mutex mutex_; ///< guards what follows
    std::optional<deadline_queue> queue_{now_ns()};
    std::int64_t armed_ns_ = deadline_queue::never;
    boost::asio::steady_timer timer_;
};

} // namespace crossover::engines
