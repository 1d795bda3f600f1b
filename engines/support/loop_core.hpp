#pragma once

#include "base/clock.hpp"
#include "base/deadline_queue.hpp"
#include "base/saturate.hpp"
#include "engines/support/loop_descriptors.hpp"
#include "engines/support/run_mark.hpp"
#include "strategies/coro/remote_list.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/semaphore.hpp"
#include "strategies/coro/wait.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <atomic>
#include <concepts>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace crossover::engines {

/// What our coroutine loops share, whatever library turns them: the scope of the batch, the ready
/// list, and sleeping.
///
/// All sleeps of a loop stand in one deadline queue, and one timer of the library wakes it. A
/// library timer for each task costs several times as much (`asio_awaitable` shows it), and libuv's
/// counts whole milliseconds and may fire one early.
///
/// `Loop` has `void arm(std::int64_t deadline_ns)` (calls `expire()` at that time, replacing what
/// was armed before), `void turn()` (runs the library's loop until `stop()`), `void stop()
/// noexcept`, and `void wake() noexcept` (thread-safe: calls `receive()`).
template <class Loop>
class loop_core {
public:
    using coroutine = coro::task<void>;

    loop_core(const loop_core&) = delete;
    loop_core& operator=(const loop_core&) = delete;

    /// Starts a task of the batch on the loop's thread, up to its first suspension.
    void spawn(coroutine child) { root_.spawn(std::move(child)); }

    /// Turns the loop until every spawned task has ended; then rethrows the first failure.
    ///
    /// Tasks that wait for what cannot come (a semaphore that nobody releases, while no sleep,
    /// exchange or other thread is pending) are cancelled, and std::logic_error says so. Those that
    /// even a cancellation cannot end are left suspended. std::logic_error as well where a task of
    /// this loop calls it.
    void run() {
        const run_mark mark(running_);
        if (settle()) {
            self().turn();
        }
        stop_gathering();
        if (!root_.idle()) {
            throw std::logic_error(stuck());
        }
        failures_ = root_.reset();
        if (!failures_.empty()) {
            std::rethrow_exception(failures_.front());
        }
    }

    /// All failures of the last run in the order of time: the first is what `run()` rethrew, the
    /// others are of clean-ups.
    [[nodiscard]] const std::vector<std::exception_ptr>& failures() const noexcept {
        return failures_;
    }

    /// Cancels every task of the batch; `run()` still waits for their clean-ups. On the loop's
    /// thread only.
    void cancel() noexcept { root_.cancel(); }

    /// How many spawned tasks have not ended. On the loop's thread only.
    [[nodiscard]] std::size_t active() const noexcept { return root_.active(); }

    /// The same from any thread, in the loop's next turn. To be followed by forget_cancel() before
    /// the next batch.
    void request_cancel() noexcept {
        cancel_requested_.store(true, std::memory_order_release);
        self().wake();
    }

    /// Withdraws a request that came too late. On the loop's thread, when no other thread can
    /// request any more.
    void forget_cancel() noexcept { cancel_requested_.store(false, std::memory_order_relaxed); }

    /// Something begins that will wake a task of this loop: an exchange. Until `work_finished` the
    /// loop has something to wait for. On the loop's thread.
    void work_started() noexcept { ++outstanding_; }
    void work_finished() noexcept { --outstanding_; }
    [[nodiscard]] bool has_work() const noexcept { return outstanding_ + away_ != 0; }

    /// The same of a coroutine's stay on another thread, which ends with `post`, or at once with
    /// `stay_refused`. On the loop's thread.
    void stay_started() noexcept { ++away_; }
    void stay_refused() noexcept { --away_; }

    /// Resumes a suspended coroutine, announced by `stay_started`, in the loop's next turn.
    /// Thread-safe; the loop must be running, or be run, until the coroutine's task has ended.
    void post(coro::ready_node& node) noexcept {
        post(node, [] { return false; });
    }

    /// The same where `others_follow()` may tell that another post follows soon. While these come
    /// so quickly that the loop would be woken again within `gathering_ns`, it looks for them by
    /// itself when that time is over: being woken for each takes a core from those who post (as a
    /// network driver's interrupts do: J. C. Mogul, K. K. Ramakrishnan 1997, Eliminating Receive
    /// Livelock in an Interrupt-Driven Kernel). Where many stays are open it looks seldomer: what
    /// waits for its turn behind a thousand others comes no later, to the eye, for a sixteenth of
    /// that time.
    ///
    /// Who finds posts before its own in a loop that was woken for them asks nothing: looking at
    /// what follows takes longer than a short task. `others_follow` is called when the coroutine
    /// may have ended.
    template <std::predicate OthersFollow>
    void post(coro::ready_node& node, OthersFollow others_follow) noexcept {
        const bool first = remote_.push(node);
        const bool gathered = gathers_.load(std::memory_order_acquire);
        if (!first && !gathered) {
            return;
        }
        if (others_follow()) {
            others_follow_.store(true, std::memory_order_relaxed);
            if (!gathered) {
                self().wake();
            }
            return;
        }
        // Those that were posted with others lie there without a wake-up: now there is one.
        const bool waits = gathered && gathers_.exchange(false, std::memory_order_acq_rel);
        if (first || waits) {
            self().wake();
        }
    }

    [[nodiscard]] coro::ready_list& ready() noexcept { return ready_; }
    [[nodiscard]] coro::scope& root() noexcept { return root_; }

    class semaphore : public coro::semaphore {
    public:
        semaphore(Loop& loop, std::size_t permits)
            : coro::semaphore(loop.ready(), static_cast<std::ptrdiff_t>(permits)) {}
    };

    /// Sleeps until its deadline on the steady clock, never less.
    class sleep final : public coro::cancellable_wait<sleep>, private deadline_node {
    public:
        sleep(loop_core& loop, std::int64_t until_ns) noexcept : loop_(loop) {
            deadline_ns = until_ns;
        }

        void start() { loop_.add(loop_.deadlines_, *this); }
        void abort() noexcept { loop_.deadlines_.remove(*this); }
        [[nodiscard]] coro::ready_list& ready() noexcept { return loop_.ready_; }
        static std::uint64_t value() noexcept { return 0; }

    private:
        friend loop_core;
        loop_core& loop_;
    };

    /// Calls its owner, instead of resuming a task, when a time has come: for waits that go on
    /// after it. Lives as long as the loop's tasks.
    class alarm : private deadline_node {
    public:
        alarm(const alarm&) = delete;
        alarm& operator=(const alarm&) = delete;

        /// Precondition: it is not set. A time that has passed is now.
        void set(std::int64_t at_ns) {
            deadline_ns = loop_.expiring_ ? std::max(at_ns, loop_.expired_ns_ + 1)
                                          : at_ns; // not within the same look at the clock
            loop_.add(loop_.alarms_, *this);
            is_set_ = true;
        }
        [[nodiscard]] bool is_set() const noexcept { return is_set_; }
        /// Does nothing when it is not set.
        void unset() noexcept {
            if (std::exchange(is_set_, false)) {
                loop_.alarms_.remove(*this);
            }
        }

    protected:
        explicit alarm(loop_core& loop) noexcept : loop_(loop) {}
        ~alarm() = default;

        /// On the loop's thread, which has it unset. The loop resumes afterwards what that makes
        /// ready.
        virtual void ring() = 0;

    private:
        friend loop_core;
        loop_core& loop_;
        bool is_set_ = false;
    };

    static void open(wait::none::endpoint /*e*/, std::size_t /*slots*/) noexcept {}
    static void open(wait::timer::endpoint /*e*/, std::size_t /*slots*/) noexcept {}

    struct immediate : std::suspend_never {
        static std::uint64_t await_resume() noexcept { return 0; }
    };
    [[nodiscard]] static immediate wait(wait::none /*w*/, std::size_t /*slot*/) noexcept {
        return {};
    }
    [[nodiscard]] sleep wait(wait::timer w, std::size_t /*slot*/) noexcept {
        return sleep(*this, from_now_ns(w.duration));
    }

protected:
    loop_core() : deadlines_(now_ns()), alarms_(now_ns()), root_(ready_) {}
    ~loop_core() = default;

    /// The armed time has come: wakes every sleeper that is due. Called by the library's timer.
    void expire() {
        expiring_ = true;
        armed_ns_ = deadline_queue::never;
        // The clock is read again once the queue is empty for the first reading, not for each
        // sleeper; twice at most, so that sleepers of zero length cannot keep sockets from their
        // turn.
        for (int round = 0; round < 2; ++round) {
            expired_ns_ = now_ns();
            while (deadline_node* const due = deadlines_.pop(expired_ns_)) {
                static_cast<sleep*>(due)->complete();
            }
            while (deadline_node* const due =
                       alarms_.empty() ? nullptr : alarms_.pop(expired_ns_)) {
                auto& rung = *static_cast<alarm*>(due);
                rung.is_set_ = false;
                rung.ring();
            }
            ready_.drain();
        }
        expiring_ = false;
        rearm();
        finish_turn();
    }

    /// Other threads have posted, or want the batch cancelled. Called by the library when `wake()`
    /// was called.
    void receive() {
        if (cancel_requested_.load(std::memory_order_acquire)) {
            root_.cancel(); // again, maybe: that does nothing
        }
        gathers_.store(false, std::memory_order_relaxed);
        const std::size_t taken = take_posted();
        finish_turn();
        if (others_follow_.load(std::memory_order_relaxed)) {
            const std::int64_t now = now_ns();
            const std::int64_t passed = now - std::exchange(received_ns_, now);
            if (passed < gathering_ns) {
                gather(now, passed, taken);
            }
        }
    }

    /// To be called by the engine after it resumed a task out of one of the library's callbacks.
    void finish_turn() {
        if (!settle()) {
            self().stop();
        }
    }

private:
    /// How long what was posted with others may lie there. Longer than a wake-up takes by far.
    static constexpr std::int64_t gathering_ns = 100'000;
    /// How long at most, while many stays are open: no more than what a person would call the same
    /// time. And by which part of the time that those will take.
    static constexpr std::int64_t most_gathering_ns = 1'000'000;
    static constexpr std::int64_t gathering_part = 16;

    /// Wakes the loop for what was posted with others.
    class collector final : public alarm {
    public:
        explicit collector(loop_core& loop) noexcept : alarm(loop), loop_(loop) {}

    private:
        void ring() override {
            loop_.gathers_.store(false, std::memory_order_relaxed); // before the look: see post
            if (const std::size_t taken = loop_.take_posted(); taken > 1) {
                const std::int64_t now = now_ns();
                loop_.gather(now, now - std::exchange(loop_.received_ns_, now), taken);
            }
        }
        loop_core& loop_;
    };

    std::size_t take_posted() noexcept {
        const std::size_t taken = remote_.move_to(ready_);
        away_ -= taken;
        return taken;
    }

    /// Looks for what is posted in a while, and need not be woken before: `taken` came in the time
    /// that has `passed`. Who posted first since the last look has woken the loop, or
    /// has seen that it will look.
    void gather(std::int64_t now, std::int64_t passed, std::size_t taken) {
        if (away_ != 0) {
            if (!collector_.is_set()) {
                const auto each =
                    passed / static_cast<std::int64_t>(std::max<std::size_t>(taken, 1));
                const auto part = each * static_cast<std::int64_t>(away_) / gathering_part;
                collector_.set(now + std::clamp(part, gathering_ns, most_gathering_ns));
            }
            gathers_.store(true, std::memory_order_release);
        }
    }

    void stop_gathering() noexcept {
        gathers_.store(false, std::memory_order_relaxed);
        others_follow_.store(false, std::memory_order_relaxed);
        collector_.unset();
    }

    /// Resumes what is ready. True when tasks are left and something is pending that can wake them:
    /// then the loop is to be turned.
    bool settle() {
        ready_.drain();
        if (!root_.idle() && !is_pending()) {
            root_.fail(std::make_exception_ptr(std::logic_error(stuck())));
            ready_.drain();
        }
        return !root_.idle() && is_pending();
    }

    [[nodiscard]] bool is_pending() const noexcept { return has_work() || !deadlines_.empty(); }

    [[nodiscard]] std::string stuck() const {
        return std::to_string(root_.active()) +
               " tasks wait for what cannot come: no sleep, exchange or other thread "
               "is pending; is a semaphore not released?";
    }

    Loop& self() noexcept { return static_cast<Loop&>(*this); }

    void add(deadline_queue& to, deadline_node& node) {
        to.add(node);
        if (node.deadline_ns < armed_ns_ && !expiring_) {
            rearm();
        }
    }

    void rearm() {
        const std::int64_t next = std::min(deadlines_.next_ns(), alarms_.next_ns());
        if (next != armed_ns_ && next != deadline_queue::never) {
            armed_ns_ = next;
            self().arm(next);
        }
    }

    [[no_unique_address]] loop_descriptors enough_; ///< first: before the library's loop

    /// What who posts looks at: on a cache line that the loop does not write for its own tasks.
    alignas(64) coro::remote_list remote_;
    std::atomic<bool> gathers_ = false; ///< the collector is set, and comes without being woken
    std::atomic<bool> others_follow_ = false; ///< somebody posts with others in this run; a loop of
                                              ///< whom nobody does never looks at the clock for it
    std::atomic<bool> cancel_requested_ = false;

    alignas(64) coro::ready_list ready_;
    deadline_queue deadlines_; ///< of sleeps
    deadline_queue alarms_;
    std::int64_t armed_ns_ = deadline_queue::never;
    collector collector_{*this};
    std::int64_t received_ns_ = 0; ///< when the loop took posts the last time
    bool expiring_ = false;
    bool running_ = false;
    std::int64_t expired_ns_ = 0; ///< the last look at the clock in `expire`
    std::size_t outstanding_ = 0; ///< exchanges under way
    std::size_t away_ = 0; ///< coroutines that are with other threads
    std::vector<std::exception_ptr> failures_;
    coro::scope root_;
};

} // namespace crossover::engines
