#include "workloads/request.hpp"

#include "base/digest.hpp"

#include <algorithm>
#include <cmath>

namespace crossover::workloads {

task_cost request::cost(const parameters& p, std::size_t tasks) {
    const drawn_steps drawn(p);
    task_cost all{.wait_ns = drawn.mean_wait_ns(), .cpu_ns = drawn.mean_cpu_ns()};
    double cpu_ns = 0;
    double most_ns = 0;
    for (std::size_t i = 0; i < tasks && (drawn.waits_differ() || drawn.computing_differs()); ++i) {
        const auto wait_ns = drawn.waits_differ() ? drawn.wait_ns(i) : 0;
        all.all_waits_ns += wait_ns;
        all.longest_wait_ns = std::max(all.longest_wait_ns, wait_ns);
        const auto own_ns = static_cast<double>(drawn.cpu_ns(i));
        cpu_ns += own_ns;
        most_ns = std::max(most_ns, own_ns);
    }
    if (drawn.computing_differs() && tasks > 0) {
        const auto mean_ns = static_cast<double>(all.cpu_ns);
        all.mean_share = cpu_ns / mean_ns / static_cast<double>(tasks);
        all.largest_share = most_ns / mean_ns;
    }
    return all;
}

workload_needs request::needs(const parameters& p) {
    const drawn_steps drawn(p);
    const auto at_once = drawn.most_at_once();
    return {.slot_descriptors = at_once > 1 ? at_once : 0, // and the one of its dialogue
            .slot_bytes =
                static_cast<std::size_t>(2 * p["bytes"]) * std::max<std::size_t>(at_once, 1)};
}

request::request(const parameters& p)
    : drawn_(p),
      bytes_(static_cast<std::uint32_t>(p["bytes"])),
      bytes_per_us_(drawn_.mean_cpu_ns() == 0 ? 1
                    : p.rate("sha256") > 0    ? p.rate("sha256")
                                              : sha256_rounds::bytes_per_us()),
      server_(secret),
      calls_(drawn_,
             {.port = server_.port(),
              .delays =
                  [this](std::uint64_t number) {
                      return static_cast<std::uint32_t>(
                          drawn_.ns(task_of(number), step_of(number), call_of(number)) / 1000);
                  },
              .bytes = bytes_,
              .retry = {.attempts = 1}}) {
    for (std::size_t step = 0; step < steps(); ++step) {
        alike_.emplace_back(waits_in(step) ? 0 : bytes_hashed(0, step));
    }
}

std::int64_t request::bytes_hashed(std::size_t i, std::size_t step) const {
    return std::llround(static_cast<double>(drawn_.ns(i, step)) / 1000 * bytes_per_us_);
}

std::uint64_t request::compute_step(std::size_t i, std::size_t step, std::uint64_t carried,
                                    std::uint64_t salt) const {
    return combine(carried, sha256_rounds::digest_of(bytes_hashed(i, step), i, salt));
}

/// Where tasks hash unlike numbers of bytes, each must be hashed to know what it yields.
std::uint64_t request::expected_hash(std::size_t i, std::size_t step, std::uint64_t salt) const {
    return drawn_.steps()[step].around.is_constant()
               ? alike_[step].expected(i, salt)
               : sha256_rounds::digest_of(bytes_hashed(i, step), i, salt);
}

std::uint64_t request::compute(std::size_t i, std::uint64_t answer, std::uint64_t salt) const {
    for (std::size_t step = 0; step < steps(); ++step) {
        answer = waits_in(step) ? answer : compute_step(i, step, answer, salt);
    }
    return answer;
}

std::uint64_t request::expected_answer(std::size_t i, std::size_t step) const {
    const auto& is = drawn_.steps()[step];
    if (is.what == request_step::kind::sleep) {
        return mix(call_number(i, step, 0));
    }
    std::uint64_t answer = mix(call_number(i, step, 0) ^ secret);
    for (std::size_t call = 1; call < is.needed; ++call) {
        answer = combine(answer, mix(call_number(i, step, is.is_race() ? 0 : call) ^ secret));
    }
    return answer;
}

std::uint64_t request::expected(std::size_t i, std::uint64_t salt) const {
    std::uint64_t carried = before_steps(i, salt);
    for (std::size_t step = 0; step < steps(); ++step) {
        carried = waits_in(step) ? combine(carried, expected_answer(i, step))
                                 : combine(carried, expected_hash(i, step, salt));
    }
    return carried;
}

double request::cost_share(std::size_t i) const noexcept {
    const auto mean_ns = static_cast<double>(drawn_.mean_cpu_ns());
    return mean_ns > 0 ? static_cast<double>(drawn_.cpu_ns(i)) / mean_ns : 1;
}

} // namespace crossover::workloads
