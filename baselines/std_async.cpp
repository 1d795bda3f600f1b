// std::async for each task: the standard library has no pool behind it.
#include "baselines/harness.hpp"

#include <future>
#include <vector>

namespace crossover::baselines {
namespace {

class std_async final : public runner {
public:
    explicit std_async(const work& w) : work_(w) {}

    void run(const batch& b) override {
        std::vector<std::future<std::uint64_t>> tasks;
        tasks.reserve(b.tasks);
        for (std::size_t i = 0; i < b.tasks; ++i) {
            tasks.push_back(std::async(std::launch::async, [this, &b, i] {
                work::begin(b, i);
                return work_.compute(i);
            }));
        }
        for (std::size_t i = 0; i < b.tasks; ++i) {
            work::leave(b, i, tasks[i].get());
        }
    }

private:
    const work& work_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<std_async>(thread_each);
}
