// libuv's worker queue as its guide shows: a uv_work_t for each task, whose end comes back to the
// loop.
#include "baselines/harness.hpp"
#include "baselines/libuv_loop.hpp"

#include <cstdlib>
#include <string>
#include <uv.h>
#include <vector>

namespace crossover::baselines {
namespace {

class libuv_queue_work final : public runner {
public:
    explicit libuv_queue_work(const work& w) : work_(w) {
        ::setenv("UV_THREADPOOL_SIZE", std::to_string(w.limit).c_str(),
                 1); // read once, with the first piece of work
    }

    void run(const batch& b) override {
        std::vector<uv_work_t> requests(b.tasks);
        current now{&work_, &b, requests.data()};
        for (auto& request : requests) {
            request.data = &now;
            uv_check(uv_queue_work(loop_.get(), &request, &on_worker,
                                   [](uv_work_t* /*r*/, int /*status*/) {}),
                     "queueing work");
        }
        loop_.run();
    }

private:
    struct current {
        const work* tasks;
        const batch* of;
        uv_work_t* first;
    };

    static void on_worker(uv_work_t* request) {
        const auto* const c = static_cast<current*>(request->data);
        const auto i = static_cast<std::size_t>(request - c->first);
        c->tasks->run(*c->of, i);
    }

    const work& work_;
    libuv_loop loop_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<libuv_queue_work>(computing);
}
