#include "baselines/harness.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/counters/process.hpp"
#include "bench/counters/usage.hpp"
#include "bench/sample/outcomes.hpp"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <vector>

namespace crossover::baselines {
using namespace crossover::bench; // what measures a contender measures a baseline
namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t most_batches = 1000; // as in bench/sample/measure.cpp

/// Of two readings of one clock, on different cores.
constexpr std::int64_t clock_error_ns = 1000;

/// One sample in the making, as bench/sample/measure.cpp takes it: the outcomes are mapped and
/// touched first, then memory is read, then comes what belongs to the program.
class sampler {
public:
    sampler(const request& r, const maker& make)
        : request_(r), work_(r), left_(r.tasks), baseline_bytes_(resident_bytes()) {
        const auto start = now_ns();
        runner_ = make(work_);
        setup_ns_ = now_ns() - start;
    }

    json measure() {
        const auto first = run_batch();
        reset_peak();
        used_ = {};
        if (work_.server() != nullptr) {
            work_.server()->reset();
        }
        std::vector<std::int64_t> makespans;
        std::int64_t measured = 0;
        do {
            makespans.push_back(run_batch());
            measured += makespans.back();
        } while (!enough(makespans.size(), measured));
        const auto peak = peak_bytes(runner_->workers());
        const auto n = static_cast<std::int64_t>(makespans.size());
        return {{"makespan_ns", makespans},
                {"first_batch_ns", first},
                {"setup_ns", setup_ns_},
                {"cpu_user_ns", used_.user_ns / n},
                {"cpu_system_ns", used_.system_ns / n},
                {"baseline_rss_bytes", baseline_bytes_},
                {"peak_rss_bytes", peak},
                {"bytes_per_task",
                 static_cast<double>(peak - baseline_bytes_) / static_cast<double>(work_.tasks)},
                {"voluntary_switches",
                 static_cast<double>(used_.voluntary_switches) / static_cast<double>(n)},
                {"involuntary_switches",
                 static_cast<double>(used_.involuntary_switches) / static_cast<double>(n)},
                {"server", server_report(n)}};
    }

private:
    std::int64_t run_batch() {
        const batch b = left_.prepare(work_.tasks, false);
        const usage before = read_usage(*runner_);
        const auto start = now_ns();
        runner_->run(b);
        const auto makespan = now_ns() - start;
        used_ += read_usage(*runner_) - before;
        if (auto wrong =
                left_.check(work_.tasks, [this](std::size_t i) { return work_.expected(i); });
            !wrong.empty()) {
            throw error(exit_code::invalid_measurement, "wrong digest: " + wrong);
        }
        if (makespan + clock_error_ns < work_.shortest_ns()) {
            throw error(exit_code::invalid_measurement, "a batch took " + std::to_string(makespan) +
                                                            " ns, and its waits alone take " +
                                                            std::to_string(work_.shortest_ns()) +
                                                            " ns");
        }
        return makespan;
    }

    [[nodiscard]] bool enough(std::size_t batches, std::int64_t measured_ns) const {
        return request_.batches > 0
                   ? batches >= request_.batches
                   : measured_ns >= request_.min_time_ns || batches >= most_batches;
    }

    [[nodiscard]] json server_report(std::int64_t batches) const {
        if (work_.server() == nullptr) {
            return nullptr;
        }
        const auto seen = work_.server()->stats();
        const auto n = static_cast<std::uint64_t>(batches);
        if (seen.requests != n * work_.tasks || seen.peak_concurrency > work_.limit) {
            throw error(exit_code::invalid_measurement,
                        "the tcp server saw " + std::to_string(seen.requests) + " requests in " +
                            std::to_string(n) + " batches of " + std::to_string(work_.tasks) +
                            ", and " + std::to_string(seen.peak_concurrency) +
                            " at once under a limit of " + std::to_string(work_.limit));
        }
        return {{"requests", seen.requests / n},
                {"peak_concurrency", seen.peak_concurrency},
                {"cpu_ns", seen.cpu_ns / batches}};
    }

    const request& request_;
    work work_;
    outcomes left_;
    std::int64_t baseline_bytes_;
    std::unique_ptr<runner> runner_;
    std::int64_t setup_ns_ = 0;
    usage used_; ///< of the measured batches together
};

void write(const request& r, const json& sample) {
    if (r.samples_out.empty()) {
        std::cout << sample.dump() << std::endl;
        return;
    }
    std::ofstream out(r.samples_out, std::ios::app);
    out << sample.dump() << std::endl;
    if (!out) {
        throw error(exit_code::results_file, "cannot write the sample to " + r.samples_out);
    }
}

json describe(std::string_view name, const request& r) {
    return {{"program", name},  {"workload", r.workload}, {"tasks", r.tasks},
            {"limit", r.limit}, {"status", "ok"},         {"reason", ""}};
}

int fail(std::string_view name, exit_code code, const char* reason) {
    std::fprintf(stderr, "%.*s: error: %s\n", static_cast<int>(name.size()), name.data(), reason);
    return static_cast<int>(code);
}

} // namespace

int run_baseline(std::string_view name, int argc, char** argv, const maker& make) noexcept {
    try {
        const request r = parse_request(argc, argv);
        prepare_process();
        json sample = describe(name, r);
        sample.update(sampler(r, make).measure());
        write(r, sample);
        return 0;
    } catch (const error& known) {
        return fail(name, known.code(), known.what());
    } catch (const std::exception& unknown) {
        return fail(name, exit_code::internal, unknown.what());
    }
}

} // namespace crossover::baselines
