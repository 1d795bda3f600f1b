// io_uring with a time-out operation and a thin coroutine for each task: the completion resumes it.
#include "base/clock.hpp"
#include "baselines/coroutine.hpp"
#include "baselines/harness.hpp"
#include "baselines/uring_ring.hpp"

#include <coroutine>

namespace crossover::baselines {
namespace {

struct expiry {
    uring_ring& ring;
    __kernel_timespec time;

    static bool await_ready() noexcept { return false; }
    void await_suspend(std::coroutine_handle<> task) {
        io_uring_sqe* const entry = ring.entry();
        io_uring_prep_timeout(entry, &time, 0, 0);
        entry->user_data = reinterpret_cast<std::uintptr_t>(task.address());
    }
    static void await_resume() noexcept {}
};

class uring_timer_coroutine final : public runner {
public:
    explicit uring_timer_coroutine(const work& w) : work_(w) {}

    void run(const batch& b) override {
        left_ = b.tasks;
        for (std::size_t i = 0; i < b.tasks; ++i) {
            task(b, i);
        }
        while (left_ > 0) {
            ring_.turn([](const io_uring_cqe& one) {
                std::coroutine_handle<>::from_address(reinterpret_cast<void*>(one.user_data))
                    .resume();
            });
        }
    }

private:
    coroutine task(const batch& b, std::size_t i) {
        work::begin(b, i);
        const timespec wait = to_timespec(work_.wait_ns);
        expiry waiting{ring_, {.tv_sec = wait.tv_sec, .tv_nsec = wait.tv_nsec}};
        co_await waiting;
        work_.finish(b, i);
        --left_;
    }

    const work& work_;
    uring_ring ring_;
    std::size_t left_ = 0;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<uring_timer_coroutine>(waiting_at_once);
}
