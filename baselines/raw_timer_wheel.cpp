// The limit: a coroutine for each task, a hashed timing wheel whose nodes lie in the frames,
// clock_nanosleep.
#include "base/clock.hpp"
#include "baselines/coroutine.hpp"
#include "baselines/harness.hpp"

#include <algorithm>
#include <coroutine>
#include <ctime>
#include <utility>
#include <vector>

namespace crossover::baselines {
namespace {

/// Deadlines hashed by their tick (Varghese and Lauck, SOSP 1987, scheme 6). A task wakes in the
/// tick after its deadline: never early.
class timer_wheel {
public:
    struct node {
        std::int64_t tick;
        std::coroutine_handle<> task;
        node* next;
    };

    struct sleep : node {
        timer_wheel& timers;
        sleep(timer_wheel& in, std::int64_t until_ns)
            : node{(until_ns >> tick_bits) + 1, {}, nullptr}, timers(in) {}
        static bool await_ready() noexcept { return false; }
        void await_suspend(std::coroutine_handle<> waiting) noexcept {
            this->task = waiting;
            this->next = std::exchange(timers.slot(this->tick), this);
            timers.first_ = timers.size_++ == 0 ? this->tick : std::min(timers.first_, this->tick);
        }
        static void await_resume() noexcept {}
    };

    [[nodiscard]] sleep after(std::int64_t ns) { return {*this, now_ns() + ns}; }

    /// Turns until nobody sleeps.
    void run() {
        for (std::int64_t tick = first_; size_ > 0; ++tick) {
            if (slot(tick) == nullptr) {
                continue;
            }
            const timespec begins = to_timespec(tick << tick_bits);
            ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &begins, nullptr);
            for (node* due = std::exchange(slot(tick), nullptr); due != nullptr;) {
                node* const now = std::exchange(due, due->next);
                if (now->tick > tick) { // of a later round
                    now->next = std::exchange(slot(tick), now);
                } else {
                    --size_;
                    now->task.resume();
                }
            }
        }
    }

private:
    static constexpr int tick_bits = 16; // 66 us
    static constexpr std::size_t slots = 4096; // one round is 268 ms

    node*& slot(std::int64_t tick) noexcept {
        return slots_[static_cast<std::size_t>(tick) % slots];
    }

    std::vector<node*> slots_ = std::vector<node*>(slots);
    std::size_t size_ = 0;
    std::int64_t first_ = 0; ///< the earliest tick of all sleepers, when `run` begins
};

class raw_timer_wheel final : public runner {
public:
    explicit raw_timer_wheel(const work& w) : work_(w) {}

    void run(const batch& b) override {
        for (std::size_t i = 0; i < b.tasks; ++i) {
            task(b, i);
        }
        timers_.run();
    }

private:
    coroutine task(const batch& b, std::size_t i) {
        work::begin(b, i);
        co_await timers_.after(work_.wait_ns);
        work_.finish(b, i);
    }

    const work& work_;
    timer_wheel timers_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<raw_timer_wheel>(waiting_at_once);
}
