/// Random operations on a semaphore against a model of it: a number of free permits and a queue. No
/// loop: the order of every step is ours.

#include "strategies/coro/scope.hpp"
#include "strategies/coro/semaphore.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using coro::ready_list;
using coro::scope;
using coro::semaphore;
using coro::task;

/// What a waiter has come to.
enum class state : std::uint8_t { waiting, holding, cancelled };

class semaphore_model {
public:
    explicit semaphore_model(int permits) : permits_(permits), free_(permits) {}

    state acquire(std::size_t name) {
        if (free_ > 0) {
            --free_;
            high_water_ = std::max(high_water_, permits_ - free_);
            return state::holding;
        }
        queue_.push_back(name);
        return state::waiting;
    }
    /// Gives back a permit; the name of the one that has it next, or -1.
    std::int64_t release() {
        if (queue_.empty()) {
            ++free_;
            return -1;
        }
        const auto next = queue_.front();
        queue_.pop_front();
        return static_cast<std::int64_t>(next);
    }
    void leave(std::size_t name) { std::erase(queue_, name); }

    [[nodiscard]] bool waits(std::size_t name) const {
        return std::ranges::find(queue_, name) != queue_.end();
    }
    [[nodiscard]] int available() const { return free_; }
    [[nodiscard]] int high_water() const { return high_water_; }
    [[nodiscard]] bool all_free() const { return free_ == permits_; }

private:
    int permits_;
    int free_;
    int high_water_ = 0;
    std::deque<std::size_t> queue_;
};

task<void> hold(semaphore& turns, std::vector<state>& states, std::size_t name,
                std::vector<std::size_t>& served) {
    try {
        co_await turns.acquire();
    } catch (const coro::cancelled&) {
        states[name] = state::cancelled;
        throw;
    }
    states[name] = state::holding; // whoever runs the test gives the permit back
    served.push_back(name);
}

/// A semaphore and its model, side by side.
class side_by_side {
public:
    side_by_side(int permits, std::uint32_t seed)
        : random_(seed), permits_(permits), model_(permits), real_(ready_, permits) {}

    void step() {
        switch (random_() % 8) {
        case 0:
        case 1:
        case 2:
            acquire();
            break;
        case 3:
        case 4:
            release();
            break;
        case 5:
            cancel_one();
            break;
        default:
            drain(); // a permit handed over may lie between release and its owner for several steps
        }
        ASSERT_EQ(real_.available(), model_.available());
        ASSERT_EQ(real_.high_water(), model_.high_water());
    }

    /// Cancels all waiters, gives all permits back, and sees that they are all there.
    void end() {
        while (!owners_.empty()) {
            cancel_one();
        }
        drain();
        while (!held_.empty()) {
            release();
            drain();
        }
        EXPECT_TRUE(model_.all_free());
        EXPECT_EQ(real_.available(), model_.available());
        EXPECT_THROW(real_.release(), std::logic_error);
    }

private:
    void acquire() {
        const std::size_t name = states_.size();
        states_.push_back(state::waiting);
        at_once_.push_back(model_.acquire(name) == state::holding);
        owners_.push_back({name, std::make_unique<scope>(ready_)});
        owners_.back().scope->spawn(hold(real_, states_, name, served_));
        take_up_served();
    }

    void release() {
        if (held_.empty()) {
            if (model_.all_free()) {
                EXPECT_THROW(real_.release(), std::logic_error);
            }
            return;
        }
        held_.pop_back();
        if (const auto next = model_.release(); next >= 0) {
            expected_.push_back(static_cast<std::size_t>(next));
        }
        real_.release();
    }

    /// Cancels a random task, whatever it is doing: waiting, being handed a permit, or ended long
    /// ago.
    void cancel_one() {
        if (owners_.empty()) {
            return;
        }
        const auto at = static_cast<std::ptrdiff_t>(random_() % owners_.size());
        const auto owner = std::move(owners_[static_cast<std::size_t>(at)]);
        owners_.erase(owners_.begin() + at);
        const bool waits = model_.waits(owner.name);
        model_.leave(owner.name);
        owner.scope->cancel();
        if (random_() % 2 == 0) {
            drain();
        }
        while (!owner.scope->idle()) {
            drain();
        }
        EXPECT_EQ(states_[owner.name], waits ? state::cancelled : state::holding)
            << "task " << owner.name;
    }

    void drain() {
        ready_.drain();
        take_up_served();
        EXPECT_EQ(served_in_turn_, expected_) << "first come, first served";
        EXPECT_EQ(held_.size(), static_cast<std::size_t>(permits_ - model_.available()))
            << "a permit was lost, or made";
    }

    void take_up_served() {
        for (; taken_up_ < served_.size(); ++taken_up_) {
            const std::size_t name = served_[taken_up_];
            held_.push_back(name);
            if (!at_once_[name]) { // whoever finds a free permit runs at once, before one that is
                                   // on its way to its new permit
                served_in_turn_.push_back(name);
            }
        }
    }

    struct owned_task {
        std::size_t name;
        std::unique_ptr<coro::scope> scope;
    };

    std::mt19937 random_;
    int permits_;
    semaphore_model model_;
    ready_list ready_;
    semaphore real_;
    std::vector<state> states_;
    std::vector<std::size_t> served_; ///< in the order in which they had their permits
    std::vector<bool> at_once_; ///< whether a task found a free permit
    std::vector<std::size_t> served_in_turn_; ///< those that had to wait for it
    std::vector<std::size_t> expected_; ///< the same, by the model
    std::size_t taken_up_ = 0;
    std::vector<std::size_t> held_; ///< permits that the test has not given back
    std::vector<owned_task>
        owners_; ///< of all tasks that were not cancelled; after all that they refer to
};

TEST(SemaphoreModel, AgreesWithItAfterEveryRandomStep) {
    for (std::uint32_t seed = 0; seed < 60; ++seed) {
        const int permits = std::array{1, 2, 5, 40}[seed % 4];
        side_by_side both(permits, seed);
        for (int i = 0; i < 400; ++i) {
            SCOPED_TRACE("seed " + std::to_string(seed) + ", step " + std::to_string(i));
            both.step();
            if (testing::Test::HasFailure()) {
                return;
            }
        }
        both.end();
    }
}

TEST(SemaphoreModel, WithoutPermitsServesNobody) {
    side_by_side both(0, 1);
    for (int i = 0; i < 400; ++i) {
        both.step();
    }
    both.end();
}

} // namespace
} // namespace crossover::tests
