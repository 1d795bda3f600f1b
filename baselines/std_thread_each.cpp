// A std::thread for each task, all joined at the end.
#include "baselines/harness.hpp"

#include <thread>
#include <vector>

namespace crossover::baselines {
namespace {

class std_thread_each final : public runner {
public:
    explicit std_thread_each(const work& w) : work_(w) {}

    void run(const batch& b) override {
        std::vector<std::jthread> threads; // joins what was started, should the system refuse one
        threads.reserve(b.tasks);
        for (std::size_t i = 0; i < b.tasks; ++i) {
            threads.emplace_back([this, &b, i] { work_.run(b, i); });
        }
    }

private:
    const work& work_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<std_thread_each>(thread_each);
}
