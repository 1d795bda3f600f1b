#pragma once

#include "strategies/concepts.hpp"
#include "strategies/process_call.hpp"
#include "strategies/register.hpp"
#include "strategies/resources.hpp"
#include "strategies/runner.hpp"
#include "workloads/workload.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace crossover::strategies {

/// `limit` worker processes, forked before the batch, run the tasks; indices go out and digests
/// come back.
struct process_pool {
    static constexpr std::string_view name = "process_pool";
    static constexpr int rank = 10;

    static constexpr std::size_t limit(const batch_size& s) noexcept {
        return std::min(s.limit, s.tasks);
    }

    template <class E, class Wait>
    static resources needs(const batch_size& s) {
        return for_processes<typename E::process_pool>(pool_width(s), 0, pool_width(s));
    }

    /// Whether arguments and results travel to the workers and back: where the engine ships, and
    /// the workload has something to ship.
    template <class E, class W>
    static constexpr bool ships =
        shipping_process_pool<typename E::process_pool> && ships_payload<W>;

    /// What a worker process does with an index: made in the child, after the fork.
    template <class E, class W>
    class worker {
    public:
        explicit worker(const W& work) : work_(work) { waits_.open(work.endpoint(), 1); }

        outcome operator()(const process_call& call) {
            if constexpr (ships<E, W>) {
                outcome left;
                left.when.started_ns = call.stamped ? now_ns() : 0;
                waits_.wait(work_.wait(call.index), 0);
                work_.transform(call.index, call.argument, call.result);
                left.when.ended_ns = call.stamped ? now_ns() : 0;
                return left; // the digest is taken where the result is unpacked
            } else {
                return run_apart(work_, waits_, call);
            }
        }

    private:
        const W& work_;
        typename E::blocking waits_;
    };

    template <class E>
    static constexpr bool fits =
        requires { requires batch_process_pool<typename E::process_pool>; };
    template <class E, class Wait>
    static constexpr bool awaits = blocking_for<typename E::blocking, Wait>;

    template <class E>
    static constexpr bool takes_arrivals = requires { requires E::process_pool::takes_arrivals; };

    template <class E, class W>
    class contender final : public runner {
    public:
        contender(const W& work, const batch_size& s)
            : runner(s), pool_(make_pool(work, std::max<std::size_t>(limit(s), 1))) {}

        void run(const batch& b) override { pool_.run(b); }
        [[nodiscard]] std::vector<pid_t> workers() const override { return pool_.workers(); }
        [[nodiscard]] worker_usage usage() override { return pool_.usage(); }

    private:
        using pool_type = typename E::process_pool;

        static pool_type make_pool(const W& work, std::size_t width) {
            const auto make = [&work] {
                return [mine = std::make_shared<worker<E, W>>(work)](const process_call& call) {
                    return (*mine)(call);
                };
            };
            if constexpr (ships<E, W>) {
                return pool_type(
                    width, make,
                    parcel{.argument_bytes = work.argument_bytes(),
                           .result_bytes = work.result_bytes(),
                           .pack = [&work](std::size_t i,
                                           std::span<std::byte> out) { work.pack(i, out); },
                           .unpack =
                               [&work](std::size_t i, std::span<const std::byte> in) {
                                   return work.unpack(i, in);
                               }});
            } else {
                return pool_type(width, make);
            }
        }

        pool_type pool_;
    };
};

CROSSOVER_STRATEGY(process_pool)

} // namespace crossover::strategies
