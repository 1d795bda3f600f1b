// libuv with a thin coroutine for each task: the timer lies in its frame, and closing it is a
// second suspension.
#include "baselines/coroutine.hpp"
#include "baselines/harness.hpp"
#include "baselines/libuv_loop.hpp"

#include <coroutine>
#include <uv.h>

namespace crossover::baselines {
namespace {

/// Resumes the coroutine whose handle stands in a libuv handle's data.
template <class Handle>
void resume(Handle* from) {
    std::coroutine_handle<>::from_address(from->data).resume();
}

struct expiry {
    uv_timer_t& timer;
    std::int64_t wait_ns;
    static bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> task) {
        timer.data = task.address();
        uv_check(uv_timer_start(&timer, &resume<uv_timer_t>, libuv_loop::timeout_ms(wait_ns), 0),
                 "starting a timer");
    }
    static void await_resume() noexcept {}
};

struct closing {
    uv_timer_t& timer;
    static bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> task) noexcept {
        timer.data = task.address();
        uv_close(reinterpret_cast<uv_handle_t*>(&timer), &resume<uv_handle_t>);
    }
    static void await_resume() noexcept {}
};

class libuv_timer_coroutine final : public runner {
public:
    explicit libuv_timer_coroutine(const work& w) : work_(w) {}

    void run(const batch& b) override {
        uv_update_time(loop_.get());
        for (std::size_t i = 0; i < b.tasks; ++i) {
            task(b, i);
        }
        loop_.run();
    }

private:
    coroutine task(const batch& b, std::size_t i) {
        work::begin(b, i);
        uv_timer_t timer;
        uv_check(uv_timer_init(loop_.get(), &timer), "making a timer");
        co_await expiry{timer, work_.wait_ns};
        work_.finish(b, i);
        co_await closing{timer};
    }

    const work& work_;
    libuv_loop loop_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<libuv_timer_coroutine>(waiting_at_once);
}
