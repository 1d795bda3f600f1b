#pragma once

#include "base/clock.hpp"
#include "base/saturate.hpp"
#include "engines/asio_cores/cores.hpp"
#include "engines/asio_cores/dialogue.hpp"
#include "engines/asio_cores/failures.hpp"
#include "engines/asio_cores/semaphore.hpp"
#include "engines/asio_cores/shared_work.hpp"
#include "engines/asio_cores/sleepers.hpp"
#include "engines/asio_cores/task.hpp"
#include "engines/asio_cores/tcp.hpp"
#include "engines/asio_cores/wait.hpp"
#include "engines/support/loopback.hpp"
#include "engines/support/run_mark.hpp"
#include "strategies/coro/cancel.hpp"
#include "workloads/wait.hpp"

#include <algorithm>
#include <atomic>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace crossover::engines {

/// Coroutines on one `io_context` that a thread for each core runs. A task is resumed straight from
/// the completion of its wait, by whichever thread has it: so computing inside the tasks spreads
/// over the cores.
class asio_cores_loop {
public:
    using coroutine = cores_task<asio_cores_loop>;
    using semaphore = cores_semaphore<asio_cores_loop>;
    static constexpr bool parallel = true;

    /// Starts the threads. Throws error(machine_limit) when the system refuses one.
    asio_cores_loop() : cores_([this] { on_stuck(); }) {
        while (sleepers_.size() < cores_.width()) {
            sleepers_.emplace_back(cores_, cancelled_);
        }
    }
    asio_cores_loop(const asio_cores_loop&) = delete;
    asio_cores_loop& operator=(const asio_cores_loop&) = delete;
    ~asio_cores_loop() { cores_.stop(); }

    /// Begins a task on any thread, soon; a batch that was cancelled drops it, and `run` throws
    /// `never_started` when it throws nothing else. From a task, or from the one thread that calls
    /// `run`.
    void spawn(coroutine child) {
        if (cancelled_.load(std::memory_order_relaxed)) {
            refused_.store(true, std::memory_order_relaxed); // read when the batch has ended
            return;
        }
        cores_.tasks().add(1);
        const auto begun = child.release_to(*this);
        if (cores_.is_one_of_ours()) {
            cores_.resume_anywhere(begun);
            return;
        }
        if (!spawned_) {
            spawned_ = std::make_shared<shared_work>(shared_work::kind::begins);
            spawned_->reserve(most_at_once);
        }
        spawned_->add(begun);
        if (spawned_->size() == most_at_once) {
            cores_.resume_anywhere(std::exchange(spawned_, nullptr));
        }
    }

    /// Waits until every spawned task has ended; then rethrows the first failure.
    ///
    /// Tasks that all wait for a semaphore that nobody can release are cancelled, and
    /// std::logic_error says so.
    void run() {
        if (cores_.is_one_of_ours()) {
            refuse_to_run_inside();
        }
        if (spawned_) {
            cores_.resume_anywhere(std::exchange(spawned_, nullptr));
        }
        cores_.join();
        cancelled_.store(false, std::memory_order_relaxed);
        cores_.drop_beginners(false);
        failures_ = kept_.take();
        if (refused_.exchange(false, std::memory_order_relaxed) && failures_.empty()) {
            failures_.push_back(std::make_exception_ptr(coro::never_started{}));
        }
        if (!failures_.empty()) {
            std::rethrow_exception(failures_.front());
        }
    }

    /// All failures of the last run in the order of time: the first is what `run()` rethrew, the
    /// others are of tasks that failed at the same time, and of clean-ups. Not while tasks run.
    [[nodiscard]] const std::vector<std::exception_ptr>& failures() const noexcept {
        return failures_;
    }

    /// Cancels every task of the batch; `run()` still waits for their clean-ups. From a task, or
    /// from the one thread that calls `run`.
    void cancel() {
        if (cancelled_.exchange(true)) {
            return;
        }
        cores_.drop_beginners(true);
        for (auto& some : sleepers_) {
            some.cancel();
        }
        const auto woken = std::make_shared<shared_work>(shared_work::kind::goes_on);
        for (auto& connection : connections_) {
            if (suspended* const waiting = connection.cancel()) {
                woken->add(waiting->handle);
            }
        }
        for (auto& slot : dialogues_) {
            if (suspended* const waiting = slot.cancel()) {
                woken->add(waiting->handle);
            }
        }
        cores_.resume_anywhere(woken);
        const std::scoped_lock lock(semaphores_mutex_);
        for (semaphore* const one : semaphores_) {
            one->cancel();
        }
    }

    /// How many spawned tasks have not ended, as far as the threads have said so; to a task one
    /// more until `run` waits. Thread-safe.
    [[nodiscard]] std::size_t active() noexcept {
        return cores_.tasks().alive() -
               (cores_.is_one_of_ours() ? 0 : 1); // whoever may call run() lives as well
    }

    /// The same from any thread. To be followed by forget_cancel() before the next batch.
    void request_cancel() noexcept { cancel(); }

    /// Withdraws a request that came too late. On the thread that calls `run`, when no other thread
    /// can request any more.
    void forget_cancel() noexcept {
        cancelled_.store(false, std::memory_order_relaxed);
        cores_.drop_beginners(false);
    }

    class sleep : sleepers::node {
    public:
        sleep(asio_cores_loop& loop, std::int64_t until_ns) noexcept : loop_(loop) {
            deadline_ns = until_ns;
        }

        [[nodiscard]] static bool await_ready() noexcept { return false; }
        bool await_suspend(std::coroutine_handle<> continued) {
            handle = continued;
            if (loop_.sleepers_[cores::index()].add(*this)) {
                return true; // it may have been resumed elsewhere, and be gone
            }
            was_cancelled = true;
            return false;
        }
        std::uint64_t await_resume() const {
            throw_if_cancelled();
            return 0;
        }

    private:
        asio_cores_loop& loop_;
    };

    struct immediate : std::suspend_never {
        static std::uint64_t await_resume() noexcept { return 0; }
    };

    static void open(wait::none::endpoint /*e*/, std::size_t /*slots*/) noexcept {}
    static void open(wait::timer::endpoint /*e*/, std::size_t /*slots*/) noexcept {}

    /// Opens a connection for each slot. Throws error(machine_limit) or error(server_failed). Not
    /// while tasks run.
    void open(wait::tcp::endpoint e, std::size_t slots) {
        require_descriptors(slots);
        while (connections_.size() < slots) {
            connections_.emplace_back(cores_, cancelled_, e);
        }
    }

    /// Opens a dialogue for each slot. Throws error(machine_limit), and what dialogue_source::open
    /// throws. Not while tasks run.
    void open(wait::dialogue::endpoint e, std::size_t slots) {
        require_descriptors(slots * e.source->descriptors());
        while (dialogues_.size() < slots) {
            dialogues_.emplace_back(cores_, cancelled_, sleepers_,
                                    e.source->open(wait::dialogue_source::use::steps),
                                    memories_.emplace_back());
        }
    }

    [[nodiscard]] static immediate wait(wait::none /*w*/, std::size_t /*slot*/) noexcept {
        return {};
    }
    [[nodiscard]] sleep wait(wait::timer w, std::size_t /*slot*/) noexcept {
        return sleep(*this, from_now_ns(w.duration));
    }
    [[nodiscard]] cores_exchange wait(wait::tcp w, std::size_t slot) noexcept {
        return cores_exchange(connections_[slot], w);
    }
    [[nodiscard]] cores_dialogue_wait wait(wait::dialogue w, std::size_t slot) noexcept {
        return {dialogues_[slot], w};
    }

private:
    friend coroutine;
    friend coroutine::promise_type;
    friend semaphore;

    /// How many coroutines are spawned before the threads are told: that takes about ten times as
    /// long as to spawn one, so the threads begin soon and the telling is no matter.
    static constexpr std::size_t most_at_once = 256;

    void fail(const std::exception_ptr& failure) {
        kept_.add(failure);
        cancel();
    }

    void on_stuck() {
        const auto alive = cores_.tasks().alive();
        cores_.tasks().add(1); // this thread: the batch is not over before it is done
        fail(std::make_exception_ptr(std::logic_error(
            std::to_string(alive) + " tasks wait for what cannot come: no sleep or exchange is "
                                    "pending; is a semaphore not released?")));
        static_cast<void>(cores_.tasks().end(1));
    }

    void resume_soon(suspended& next) {
        if (cores_.is_one_of_ours()) {
            cores::resume_soon(next);
        } else {
            cores_.resume_anywhere(next.handle);
        }
    }

    void watch(semaphore& one) {
        const std::scoped_lock lock(semaphores_mutex_);
        semaphores_.push_back(&one);
    }
    void forget(semaphore& one) noexcept {
        const std::scoped_lock lock(semaphores_mutex_);
        std::erase(semaphores_, &one);
    }

    [[nodiscard]] cores& on() noexcept { return cores_; }
    [[nodiscard]] const cancellation& cancelled() const noexcept { return cancelled_; }

    std::deque<operation_memory> memories_; ///< of the dialogues; before the context
    cores cores_;
    cancellation cancelled_ = false;
    std::atomic<bool> refused_ = false; ///< a task was spawned into a cancelled batch, and dropped
    engines::failures kept_; ///< of the batch that runs
    std::vector<std::exception_ptr> failures_; ///< of the last run
    std::shared_ptr<shared_work> spawned_; ///< by the thread that calls `run`, and not begun yet
    std::deque<sleepers> sleepers_; ///< one for each core
    std::deque<cores_connection> connections_; // a deque: operations under way point at them
    std::deque<cores_dialogue> dialogues_; // as well
    std::mutex semaphores_mutex_;
    std::vector<semaphore*> semaphores_; ///< whose waiters a cancellation wakes
};

} // namespace crossover::engines
