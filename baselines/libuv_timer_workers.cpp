// libuv behind a limit: as many timers as there are permits; each callback draws the next index and
// starts its timer again.
#include "baselines/harness.hpp"
#include "baselines/libuv_loop.hpp"

#include <uv.h>
#include <vector>

namespace crossover::baselines {
namespace {

class libuv_timer_workers final : public runner {
public:
    explicit libuv_timer_workers(const work& w) : work_(w), workers_(w.limit) {}

    void run(const batch& b) override {
        batch_ = b;
        next_ = 0;
        uv_update_time(loop_.get());
        for (auto& w : workers_) {
            w.owner = this;
            uv_check(uv_timer_init(loop_.get(), &w.timer), "making a timer");
            w.timer.data = &w;
            draw(w);
        }
        loop_.run();
    }

private:
    struct worker {
        libuv_timer_workers* owner = nullptr;
        uv_timer_t timer{};
        std::size_t index = 0; ///< of the task it is at
    };

    void draw(worker& w) {
        if (next_ == batch_.tasks) {
            uv_close(reinterpret_cast<uv_handle_t*>(&w.timer), nullptr);
            return;
        }
        w.index = next_++;
        work::begin(batch_, w.index);
        uv_check(uv_timer_start(&w.timer, &on_timer, libuv_loop::timeout_ms(work_.wait_ns), 0),
                 "starting a timer");
    }

    static void on_timer(uv_timer_t* timer) {
        auto& w = *static_cast<worker*>(timer->data);
        w.owner->work_.finish(w.owner->batch_, w.index);
        w.owner->draw(w);
    }

    const work& work_;
    batch batch_{};
    std::size_t next_ = 0;
    std::vector<worker> workers_;
    libuv_loop loop_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<libuv_timer_workers>(waiting);
}
