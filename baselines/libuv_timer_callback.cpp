// libuv used as its guide shows: a uv_timer_t for each task, whose callback does the task's work
// and closes the handle.
#include "baselines/harness.hpp"
#include "baselines/libuv_loop.hpp"

#include <uv.h>
#include <vector>

namespace crossover::baselines {
namespace {

class libuv_timer_callback final : public runner {
public:
    explicit libuv_timer_callback(const work& w) : work_(w) {}

    void run(const batch& b) override {
        std::vector<uv_timer_t> timers(b.tasks);
        current now{&work_, &b, timers.data()};
        uv_update_time(loop_.get());
        for (auto& timer : timers) {
            uv_check(uv_timer_init(loop_.get(), &timer), "making a timer");
            timer.data = &now;
            work::begin(b, static_cast<std::size_t>(&timer - timers.data()));
            uv_check(uv_timer_start(&timer, &on_timer, libuv_loop::timeout_ms(work_.wait_ns), 0),
                     "starting a timer");
        }
        loop_.run();
    }

private:
    struct current {
        const work* tasks;
        const batch* of;
        uv_timer_t* first;
    };

    static void on_timer(uv_timer_t* timer) {
        const auto* const c = static_cast<current*>(timer->data);
        const auto i = static_cast<std::size_t>(timer - c->first);
        c->tasks->finish(*c->of, i);
        uv_close(reinterpret_cast<uv_handle_t*>(timer), nullptr);
    }

    const work& work_;
    libuv_loop loop_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<libuv_timer_callback>(waiting_at_once);
}
