#pragma once

#include "strategies/arrivals.hpp"
#include "strategies/concepts.hpp"
#include "strategies/coro/cancel.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/scope.hpp"

#include <atomic>
#include <coroutine>
#include <cstddef>
#include <thread>

namespace crossover::strategies {

/// Brings arrivals to a coroutine of an event loop: the generator is a thread of its own, as in a
/// server the network is, so that a loop that is busy is late for what has arrived and the
/// generator is not. A loop that sleeps is woken; one that is awake is told without a system call.
///
/// One coroutine awaits; made and destroyed on the loop's thread. Destruction ends the generator.
template <remote_loop Loop>
class arrival_gate {
public:
    /// Starts the generator of a batch. `plan` and `loop` outlive it.
    arrival_gate(Loop& loop, arrival_plan& plan)
        : loop_(loop), plan_(plan), generator_([this] { generate(); }) {}
    arrival_gate(const arrival_gate&) = delete;
    arrival_gate& operator=(const arrival_gate&) = delete;
    ~arrival_gate() { over_.store(true, std::memory_order_relaxed); }

    /// Awaits that task i has arrived. Throws `cancelled` when the loop's tasks are cancelled
    /// meanwhile, once the next task has arrived.
    class arrival : public coro::pending {
    public:
        arrival(arrival_gate& gate, std::size_t i) noexcept : gate_(gate), i_(i) {}

        [[nodiscard]] bool await_ready() const noexcept { return gate_.has_arrived(i_); }
        template <class Promise>
        bool await_suspend(std::coroutine_handle<Promise> continued) noexcept {
            coro::scope* const owner = continued.promise().owner();
            if (owner != nullptr) {
                if (owner->is_cancelled()) {
                    is_cancelled_ = true;
                    return false;
                }
                owner->add(*this);
            }
            gate_.back_.handle = continued;
            gate_.loop_.stay_started();
            gate_.awaited_.store(i_ + 1, std::memory_order_seq_cst);
            if (gate_.has_arrived(i_) && gate_.awaited_.exchange(nothing) != nothing) {
                gate_.loop_.stay_refused(); // it came meanwhile, and nobody will post
                return false;
            }
            return true;
        }
        void await_resume() {
            unlink();
            if (is_cancelled_) {
                throw coro::cancelled{};
            }
        }

        void cancel() noexcept override {
            is_cancelled_ = true;
            gate_.over_.store(true, std::memory_order_relaxed); // the generator's next turn posts
        }

    private:
        arrival_gate& gate_;
        std::size_t i_;
        bool is_cancelled_ = false;
    };
    [[nodiscard]] arrival next(std::size_t i) noexcept { return arrival(*this, i); }

    /// Whether task i, which has arrived, was turned away: nobody may start it. The coroutine is
    /// not woken for such a one alone.
    [[nodiscard]] bool has_refused(std::size_t i) const noexcept { return plan_.is_refused(i); }

private:
    static constexpr std::size_t nothing = 0;

    [[nodiscard]] bool has_arrived(std::size_t i) const noexcept {
        return arrived_.load(std::memory_order_seq_cst) > i;
    }

    /// On the generator's thread. When it ends early, all count as arrived: a coroutine that is
    /// parked goes on, and finds that it was cancelled.
    void generate() {
        let_arrive(
            plan_, [this] { return over_.load(std::memory_order_relaxed); },
            [this](std::size_t i) { arrive(i + 1); });
        arrive(plan_.tasks);
    }

    /// Tells of the arrivals, then looks for who waits; the coroutine does the reverse, so that one
    /// of the two sees the other (both sequentially consistent). Meanwhile it may have gone on and
    /// wait for the next one: it is woken for what has arrived alone.
    void arrive(std::size_t so_many) noexcept {
        arrived_.store(so_many, std::memory_order_seq_cst);
        std::size_t awaited = awaited_.load(std::memory_order_seq_cst);
        if (awaited != nothing && awaited <= so_many &&
            awaited_.compare_exchange_strong(awaited, nothing)) {
            loop_.post(back_);
        }
    }

    Loop& loop_;
    arrival_plan& plan_;
    coro::ready_node back_; ///< its own: an awaiter stands in its scope's list
    std::atomic<std::size_t> arrived_ = 0;
    std::atomic<std::size_t> awaited_ = nothing; ///< so many must have arrived for who is parked
    std::atomic<bool> over_ = false;
    std::jthread generator_; ///< last: it ends before what it uses
};

/// A loop to which arrivals can be brought, and whose coroutines belong to scopes.
template <class L>
concept arrival_loop = remote_loop<L> && !parallel_loop<L>;

} // namespace crossover::strategies
