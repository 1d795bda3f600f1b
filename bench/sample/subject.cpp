#include "bench/sample/subject.hpp"

#include "base/clock.hpp"
#include "bench/counters/process_tree.hpp"

namespace crossover::bench {

std::int64_t subject::set_up() {
    const auto start = now_ns();
    runner_ = contender_.make(work_, size_);
    return now_ns() - start;
}

std::int64_t subject::tear_down() {
    const auto start = now_ns();
    runner_->close();
    runner_.reset();
    return now_ns() - start;
}

usage subject::used() const {
    if (!is_program()) {
        return read_usage(*runner_);
    }
    const worker_usage all = runner_->usage();
    return {all.user_ns, all.system_ns, all.voluntary_switches, all.involuntary_switches};
}

footprint subject::open() const {
    return is_program() ? read_footprint_below(runner_->program()->root)
                        : read_footprint(runner_->workers());
}

struct set_up subject::started() const {
    if (!is_program()) {
        return read_set_up(*runner_);
    }
    const program_view& seen = *runner_->program();
    return {.made = {.threads = seen.threads_seen, .processes = seen.processes_seen},
            .open = open()};
}

std::int64_t subject::idle_bytes(std::int64_t own) const {
    return is_program() ? runner_->program()->idle_bytes : own;
}

void subject::reset_peak() const {
    if (is_program()) {
        reset_peak_below(runner_->program()->root);
    } else {
        bench::reset_peak();
    }
}

std::int64_t subject::peak_bytes() const {
    return is_program() ? peak_bytes_below(runner_->program()->root)
                        : bench::peak_bytes(runner_->workers());
}

} // namespace crossover::bench
