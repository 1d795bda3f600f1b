#pragma once

#include "base/clock.hpp"
#include "base/deadline_queue.hpp"
#include "strategies/coro/remote_list.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/semaphore.hpp"
#include "strategies/coro/wait.hpp"
#include "workloads/wait.hpp"

#include <coroutine>
#include <cstddef>
#include <utility>

namespace crossover::engines {

/// What our coroutine loops share, whatever library turns them: the scope of the batch, the ready list, and sleeping.
///
/// All sleeps of a loop stand in one deadline queue, and one timer of the library wakes it. A library timer for each task
/// costs several times as much (`asio_awaitable` shows it), and libuv's counts whole milliseconds and may fire one early.
///
/// `Loop` has `void arm(std::int64_t deadline_ns)` (calls `expire()` at that time, replacing what was armed before),
/// `void turn()` (runs the library's loop until `stop()`), `void stop() noexcept`, and `void wake() noexcept` (thread-safe: calls `receive()`).
template <class Loop>
class loop_core {
public:
    using coroutine = coro::task<void>;

    loop_core(const loop_core&) = delete;
    loop_core& operator=(const loop_core&) = delete;

    /// Starts a task of the batch on the loop's thread, up to its first suspension.
    void spawn(coroutine child) { root_.spawn(std::move(child)); }

    /// Turns the loop until every spawned task has ended; then rethrows the first failure.
    void run() {
        ready_.drain();
        if (!root_.idle()) {
            self().turn();
        }
        struct reset {
            coro::scope& scope;
            ~reset() { scope.reset(); }
        } const after{root_};
        root_.rethrow_failure();
    }

    /// Cancels every task of the batch; `run()` still waits for their clean-ups. On the loop's thread only.
    void cancel() noexcept { root_.cancel(); }

    /// Resumes a suspended coroutine in the loop's next turn. Thread-safe; the loop must be running, or be run, until the
    /// coroutine's task has ended.
    void post(coro::ready_node& node) noexcept {
        if (remote_.push(node)) {
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
        sleep(loop_core& loop, std::int64_t until_ns) noexcept : loop_(loop) { deadline_ns = until_ns; }

        void start() { loop_.add(*this); }
        void abort() noexcept { loop_.deadlines_.remove(*this); }
        [[nodiscard]] coro::ready_list& ready() noexcept { return loop_.ready_; }
        static std::uint64_t value() noexcept { return 0; }

    private:
        friend loop_core;
        loop_core& loop_;
    };

    static void open(wait::none::endpoint /*e*/, std::size_t /*slots*/) noexcept {}
    static void open(wait::timer::endpoint /*e*/, std::size_t /*slots*/) noexcept {}

    struct immediate : std::suspend_never {
        static std::uint64_t await_resume() noexcept { return 0; }
    };
    [[nodiscard]] static immediate wait(wait::none /*w*/, std::size_t /*slot*/) noexcept { return {}; }
    [[nodiscard]] sleep wait(wait::timer w, std::size_t /*slot*/) noexcept {
        return sleep(*this, now_ns() + w.duration.count());
    }

protected:
    loop_core() : deadlines_(now_ns()), root_(ready_) {}
    ~loop_core() = default;

    /// The armed time has come: wakes every sleeper that is due. Called by the library's timer.
    void expire() {
        expiring_ = true;
        armed_ns_ = deadline_queue::never;
        // The clock is read again once the queue is empty for the first reading, not for each sleeper; twice at most, so
        // that sleepers of zero length cannot keep sockets from their turn.
        for (int round = 0; round < 2; ++round) {
            const std::int64_t now = now_ns();
            while (deadline_node* const due = deadlines_.pop(now)) {
                static_cast<sleep*>(due)->complete();
            }
            ready_.drain();
        }
        expiring_ = false;
        rearm();
        finish_turn();
    }

    /// Other threads have posted. Called by the library when `wake()` was called.
    void receive() {
        remote_.move_to(ready_);
        finish_turn();
    }

    /// To be called by the engine after it resumed a task out of one of the library's callbacks.
    void finish_turn() {
        ready_.drain();
        if (root_.idle()) {
            self().stop();
        }
    }

private:
    Loop& self() noexcept { return static_cast<Loop&>(*this); }

    void add(deadline_node& node) {
        deadlines_.add(node);
        if (node.deadline_ns < armed_ns_ && !expiring_) {
            rearm();
        }
    }

    void rearm() {
        const std::int64_t next = deadlines_.next_ns();
        if (next != armed_ns_ && next != deadline_queue::never) {
            armed_ns_ = next;
            self().arm(next);
        }
    }

    coro::ready_list ready_;
    coro::remote_list remote_;
    deadline_queue deadlines_;
    std::int64_t armed_ns_ = deadline_queue::never;
    bool expiring_ = false;
    coro::scope root_;
};

} // namespace crossover::engines
