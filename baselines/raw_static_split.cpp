// The ideal for equal tasks: each thread gets one contiguous share, decided before the batch.
#include "baselines/barrier_crew.hpp"
#include "baselines/harness.hpp"

namespace crossover::baselines {
namespace {

class raw_static_split final : public runner {
public:
    explicit raw_static_split(const work& w)
        : work_(w),
          crew_(w.limit, [this](const batch& b, std::size_t worker) { run_share(b, worker); }) {}

    void run(const batch& b) override { crew_.run(b); }

private:
    void run_share(const batch& b, std::size_t worker) const {
        const auto end = b.tasks * (worker + 1) / work_.limit;
        for (std::size_t i = b.tasks * worker / work_.limit; i < end; ++i) {
            work_.run(b, i);
        }
    }

    const work& work_;
    barrier_crew crew_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<raw_static_split>(computing);
}
