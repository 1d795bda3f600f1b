#pragma once

#include "base/clock.hpp"
#include "engines/asio/operation_memory.hpp"
#include "engines/asio/readiness.hpp"
#include "engines/asio_cores/cores.hpp"
#include "engines/asio_cores/sleepers.hpp"
#include "engines/asio_cores/wait.hpp"
#include "engines/support/watched_dialogue.hpp"
#include "workloads/wait.hpp"

#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

namespace crossover::engines {

/// One slot's dialogue, for one task at a time. Whichever thread has the news turns it, under its
/// lock; so a cancellation comes between two steps. A step does not block, so the lock is held for
/// some microseconds.
class cores_dialogue final : private sleepers::alarm {
public:
    cores_dialogue(cores& on, const cancellation& cancelled, std::deque<sleepers>& sleeping,
                   std::unique_ptr<wait::dialogue_machine> dialogue, operation_memory& memory)
        : cores_(on),
          cancelled_(cancelled),
          sleeping_(sleeping),
          dialogue_(std::move(dialogue), *this, on.context(), memory) {}

    struct waiter : engines::suspended {
        std::exception_ptr failure;
    };
    enum class begun : std::uint8_t { waits, is_over, was_cancelled };

    /// Begins a dialogue. When it waits, the waiter will be resumed; that may have happened
    /// already. Throws what the dialogue throws.
    begun begin(waiter& waiting, std::uint64_t index) {
        const std::scoped_lock lock(mutex_);
        if (cancelled_.load(std::memory_order_relaxed)) {
            return begun::was_cancelled;
        }
        if (!is_to_wait(dialogue_.begin(index))) {
            return begun::is_over;
        }
        waiter_ = &waiting;
        return begun::waits;
    }

    /// Gives the dialogue up, if there is one: the waiter, as cancelled, or null.
    engines::suspended* cancel() {
        const std::scoped_lock lock(mutex_);
        engines::suspended* const waiting = std::exchange(waiter_, nullptr);
        if (waiting != nullptr) {
            waiting->was_cancelled = true;
            unset();
            dialogue_.abandon();
        }
        return waiting;
    }

    /// Of the last dialogue of the slot, which is over.
    [[nodiscard]] std::uint64_t answer() const noexcept { return dialogue_.answer(); }

    /// What was watched for has come, unless that wait was given up meanwhile.
    void ready(std::uint32_t number) {
        go_on_if([this, number] { return dialogue_.watch().ended(number); });
    }

private:
    /// It may have been set anew, or the dialogue be another one, since the alarm left its queue.
    void ring() override {
        go_on_if([this] { return waiter_ != nullptr && until_ns_ <= now_ns(); });
    }

    template <class IsNews>
    void go_on_if(IsNews is_news) {
        if (waiter* const waiting = progress(is_news)) {
            cores_.run([waiting] { waiting->handle.resume(); });
        }
    }

    /// The waiter, when its dialogue is over.
    template <class IsNews>
    waiter* progress(IsNews is_news) {
        const std::scoped_lock lock(mutex_);
        if (!is_news()) {
            return nullptr;
        }
        unset();
        try {
            if (is_to_wait(dialogue_.go_on())) {
                return nullptr;
            }
        } catch (...) {
            waiter_->failure = std::current_exception();
        }
        return std::exchange(waiter_, nullptr);
    }

    bool is_to_wait(wait::next_step needed) {
        until_ns_ = needed.until_ns;
        if (needed.what == wait::next_step::need::nothing) {
            return false;
        }
        if (until_ns_ != wait::next_step::never) {
            try {
                sleeping_[cores::index()].add(*this, until_ns_);
                set_in_ = &sleeping_[cores::index()];
            } catch (...) {
                dialogue_.abandon();
                throw;
            }
        }
        return true;
    }

    void unset() noexcept {
        if (sleepers* const in = std::exchange(set_in_, nullptr)) {
            in->remove(*this);
        }
    }

    cores& cores_;
    const cancellation& cancelled_;
    std::deque<sleepers>& sleeping_;
    std::mutex mutex_; ///< guards what follows; it is held when a sleepers' lock is taken, never
                       ///< the other way round
    waiter* waiter_ = nullptr;
    sleepers* set_in_ = nullptr; ///< where the alarm was set
    std::int64_t until_ns_ = wait::next_step::never;
    watched_dialogue<asio_readiness<cores_dialogue>> dialogue_;
};

/// Awaits the whole dialogue of one task. Throws what its dialogue throws.
class cores_dialogue_wait : cores_dialogue::waiter {
public:
    cores_dialogue_wait(cores_dialogue& slot, wait::dialogue w) noexcept
        : slot_(slot), index_(w.index) {}

    [[nodiscard]] static bool await_ready() noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> continued) {
        handle = continued;
        switch (slot_.begin(*this, index_)) {
        case cores_dialogue::begun::waits:
            return true; // it may have been resumed elsewhere, and be gone
        case cores_dialogue::begun::was_cancelled:
            was_cancelled = true;
            return false;
        case cores_dialogue::begun::is_over:
            return false;
        }
        return false;
    }
    [[nodiscard]] std::uint64_t await_resume() const {
        throw_if_cancelled();
        if (failure) {
            std::rethrow_exception(failure);
        }
        return slot_.answer();
    }

private:
    cores_dialogue& slot_;
    std::uint64_t index_;
};

} // namespace crossover::engines
