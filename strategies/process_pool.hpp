#pragma once

#include "strategies/concepts.hpp"
#include "strategies/runner.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

namespace crossover::strategies {

/// `limit` worker processes, forked before the batch, run the tasks; indices go out and digests come back.
struct process_pool {
    static constexpr std::string_view name = "process_pool";

    static constexpr std::size_t limit(const shape& s) noexcept { return std::min(s.limit, s.tasks); }

    /// What a worker process does with an index: made in the child, after the fork.
    template <class E, class W>
    class worker {
    public:
        explicit worker(const W& work) : work_(work) { waits_.open(work.endpoint(), 1); }

        void operator()(const batch& b, std::size_t i) { job<W>(work_, b).run_blocking(waits_, i, 0); }

    private:
        const W& work_;
        typename E::blocking waits_;
    };

    template <class E>
    static constexpr bool fits = requires { typename E::process_pool; };
    template <class E, class Wait>
    static constexpr bool awaits = blocking_for<typename E::blocking, Wait>;

    template <class E, class W>
    class contender final : public runner {
    public:
        contender(const W& work, const shape& s)
            : pool_(std::max<std::size_t>(limit(s), 1), [&work] {
                  return
                      [mine = std::make_shared<worker<E, W>>(work)](const batch& b, std::size_t i) { (*mine)(b, i); };
              }) {}

        void run(const batch& b) override { pool_.run(b); }
        [[nodiscard]] std::vector<pid_t> workers() const override { return pool_.workers(); }
        [[nodiscard]] worker_usage usage() override { return pool_.usage(); }

    private:
        typename E::process_pool pool_;
    };
};

} // namespace crossover::strategies
