#pragma once

#include "engines/support/watched_dialogue.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/wait.hpp"
#include "workloads/wait.hpp"

#include <cstdint>
#include <exception>
#include <memory>
#include <utility>

namespace crossover::engines {

/// Awaits the whole dialogue of one task. Throws what its dialogue throws. `Slot` is a
/// dialogue_slot.
template <class Slot>
class dialogue_wait final : public coro::cancellable_wait<dialogue_wait<Slot>> {
public:
    dialogue_wait(Slot& slot, wait::dialogue w) noexcept : slot_(slot), index_(w.index) {}

    bool start() {
        if (!slot_.begin(*this, index_)) {
            return false; // over already: the loop never heard of it
        }
        slot_.loop().work_started();
        return true;
    }
    void abort() noexcept {
        slot_.abandon();
        slot_.loop().work_finished();
    }
    [[nodiscard]] coro::ready_list& ready() noexcept { return slot_.loop().ready(); }
    [[nodiscard]] std::uint64_t value() const {
        if (failure_) {
            std::rethrow_exception(failure_);
        }
        return slot_.answer();
    }

    /// The dialogue is over: its task goes on now, on the caller's stack. The wait is gone when
    /// this returns.
    void end(std::exception_ptr failure) {
        failure_ = std::move(failure);
        slot_.loop().work_finished();
        this->complete();
    }

private:
    Slot& slot_;
    std::uint64_t index_;
    std::exception_ptr failure_;
};

/// One slot of a loop that has a loop_core: turns its dialogue when the descriptor is ready, or the
/// time over. One task at a time. `Readiness<Owner>` is the watch that the library offers; it calls
/// `Owner::ready(number)`, and `ended(number)` says whether that is news.
template <class Loop, template <class> class Readiness>
class dialogue_slot final : private Loop::alarm {
public:
    using waiter = dialogue_wait<dialogue_slot>;

    /// Makes the watch from this slot and `how`.
    template <class... How>
    dialogue_slot(Loop& loop, std::unique_ptr<wait::dialogue_machine> dialogue, How&&... how)
        : Loop::alarm(loop),
          loop_(loop),
          dialogue_(std::move(dialogue), *this, std::forward<How>(how)...) {}

    [[nodiscard]] Loop& loop() noexcept { return loop_; }
    [[nodiscard]] std::uint64_t answer() const noexcept { return dialogue_.answer(); }
    [[nodiscard]] Readiness<dialogue_slot>& watch() noexcept { return dialogue_.watch(); }

    /// Begins a dialogue, which leads to the waiter's `end`; false when it is over already.
    bool begin(waiter& waiting, std::uint64_t index) {
        if (!is_to_wait(dialogue_.begin(index))) {
            return false;
        }
        waiter_ = &waiting;
        return true;
    }

    /// Gives the dialogue up, if there is one.
    void abandon() noexcept {
        waiter_ = nullptr;
        this->unset();
        dialogue_.abandon();
    }

    /// What was watched for has come, unless that wait was given up meanwhile.
    void ready(std::uint32_t number) {
        if (!dialogue_.watch().ended(number)) {
            return;
        }
        this->unset();
        go_on();
        loop_.finish_turn();
    }

private:
    void ring() override { go_on(); }

    void go_on() {
        std::exception_ptr failure;
        try {
            if (is_to_wait(dialogue_.go_on())) {
                return;
            }
        } catch (...) {
            failure = std::current_exception();
        }
        std::exchange(waiter_, nullptr)->end(std::move(failure));
    }

    bool is_to_wait(wait::next_step needed) {
        if (needed.what == wait::next_step::need::nothing) {
            return false;
        }
        if (needed.until_ns != wait::next_step::never) {
            try {
                this->set(needed.until_ns);
            } catch (...) {
                dialogue_.abandon();
                throw;
            }
        }
        return true;
    }

    Loop& loop_;
    waiter* waiter_ = nullptr;
    watched_dialogue<Readiness<dialogue_slot>> dialogue_;
};

} // namespace crossover::engines
