#pragma once

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/sample/measure.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

/// Contenders for the checks that a measurement makes on itself: honest ones by name, and cheats.
namespace crossover::tests {

inline bench::options of_batches(std::size_t batches) {
    bench::options how;
    how.batches = batches;
    return how;
}

/// A contender that does with a batch whatever a test wants: `deed(batch)`, or `deed(batch, the
/// live workload)`.
template <class Deed>
bench::contender_entry cheat(const std::string& workload, Deed deed) {
    class cheating final : public runner {
    public:
        cheating(Deed d, const bench::live_workload& work) : deed_(std::move(d)), work_(work) {}
        void run(const batch& b) override {
            if constexpr (requires { deed_(b); }) {
                deed_(b);
            } else {
                deed_(b, work_);
            }
        }

    private:
        Deed deed_;
        const bench::live_workload& work_;
    };
    bench::contender_entry entry;
    entry.strategy = "cheating";
    entry.engine = "test";
    entry.workload = workload;
    entry.limit = [](const batch_size& s) { return s.tasks; };
    entry.make = [deed](bench::live_workload& work, const batch_size& /*s*/) {
        return std::make_unique<cheating>(deed, work);
    };
    return entry;
}

/// Right digests for `timer` and `noop`, and stamps, without any waiting.
inline void answer_at_once(const batch& b) {
    for (std::size_t i = 0; i < b.tasks; ++i) {
        b.results[i] = mix(i ^ b.salt);
        if (b.stamps != nullptr) {
            b.stamps[i] = {now_ns(), now_ns() + 1};
        }
    }
}

/// The same stamp for every task, where any are asked for.
inline void stamp_all(const batch& b, stamp when) {
    if (b.stamps != nullptr) {
        std::fill_n(b.stamps, b.tasks, when);
    }
}

/// A contender of the suite on one of its workloads. Throws std::logic_error when there is none.
inline const bench::contender_entry& real(const std::string& name, const std::string& workload) {
    for (const auto& entry : bench::all().contenders) {
        if (entry.name() == name && entry.workload == workload) {
            return entry;
        }
    }
    throw std::logic_error("there is no " + name + " on " + workload);
}

/// A runner before another: all that a cheat does not forge is the other's.
class in_front_of : public runner {
public:
    explicit in_front_of(std::unique_ptr<runner> behind) : behind_(std::move(behind)) {}
    void run(const batch& b) override { behind_->run(b); }
    bool run_watched(const batch& b, lag_log& lag) override { return behind_->run_watched(b, lag); }
    [[nodiscard]] per_task starts() const override { return behind_->starts(); }
    [[nodiscard]] std::vector<pid_t> workers() const override { return behind_->workers(); }
    [[nodiscard]] worker_usage usage() override { return behind_->usage(); }

private:
    std::unique_ptr<runner> behind_;
};

} // namespace crossover::tests
