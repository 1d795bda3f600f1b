#pragma once

#include "bench/catalog/registry.hpp"
#include "strategies/blocking_gather.hpp"
#include "strategies/fork_per_task.hpp"
#include "strategies/gather.hpp"
#include "strategies/offload.hpp"
#include "strategies/process_pool.hpp"
#include "strategies/semaphore.hpp"
#include "strategies/sequential.hpp"
#include "strategies/thread_per_task.hpp"
#include "strategies/thread_pool.hpp"

#include <memory>
#include <optional>
#include <string>
#include <tuple>

/// The templates behind the generated files: they put every workload, and every strategy that an
/// engine carries, into the registry.
namespace crossover::bench {

/// In the order in which they stand in tables and run in one process: processes first, for a fork
/// wants no other threads.
using all_strategies =
    std::tuple<strategies::process_pool, strategies::fork_per_task, strategies::sequential,
               strategies::gather, strategies::semaphore, strategies::blocking_gather,
               strategies::offload, strategies::thread_pool, strategies::thread_per_task>;

template <workload W>
class typed_workload final : public live_workload {
public:
    explicit typed_workload(const parameters& p) : work(p) {}

    [[nodiscard]] std::uint64_t expected(std::size_t i) const override { return work.expected(i); }
    [[nodiscard]] std::uint64_t compute(std::size_t i) const override { return work.compute(i, 0); }
    [[nodiscard]] std::int64_t wait_ns() const override { return work.wait_ns(); }
    [[nodiscard]] bool is_uneven() const override { return uneven<W>; }
    [[nodiscard]] double cost_share(std::size_t i) const override {
        if constexpr (uneven<W>) {
            return work.cost_share(i);
        } else {
            return 1;
        }
    }
    [[nodiscard]] std::string why_wrong() const override {
        if constexpr (explains_wrong_digests<W>) {
            return work.why_wrong();
        } else {
            return {};
        }
    }
    [[nodiscard]] std::int64_t arrival_ns([[maybe_unused]] std::size_t i) const override {
        if constexpr (arrives<W>) {
            return work.arrival_ns(i);
        } else {
            return 0;
        }
    }
    void start_at([[maybe_unused]] std::int64_t start_ns) override {
        if constexpr (arrives<W>) {
            work.start_at(start_ns);
        }
    }
    [[nodiscard]] bool has_probes() const override { return probes<W>; }
    [[nodiscard]] bool is_probe([[maybe_unused]] std::size_t i) const override {
        if constexpr (probes<W>) {
            return work.is_probe(i);
        } else {
            return false;
        }
    }
    [[nodiscard]] bool is_cold() const override { return cold_start<W>; }
    [[nodiscard]] std::optional<told_values> told() const override {
        if constexpr (tells_programs<W>) {
            return work.told();
        } else {
            return std::nullopt;
        }
    }
    [[nodiscard]] std::optional<server_report> server() override {
        if constexpr (has_server<W>) {
            return work.server();
        } else {
            return std::nullopt;
        }
    }
    void reset_server() override {
        if constexpr (has_server<W>) {
            work.reset_server();
        }
    }
    [[nodiscard]] std::optional<server_exchange>
    exchange([[maybe_unused]] std::size_t tasks) const override {
        if constexpr (accounts_for_server<W>) {
            return work.exchange(tasks);
        } else {
            return std::nullopt;
        }
    }
    [[nodiscard]] pid_t waited_for() const override {
        if constexpr (waits_for_process<W>) {
            return work.waited_for();
        } else {
            return 0;
        }
    }
    [[nodiscard]] bool depends_on_others() const override {
        using wait_type = typename W::wait_type;
        return std::same_as<wait_type, wait::tcp> || std::same_as<wait_type, wait::dialogue>;
    }
    void begin_batch() override {
        if constexpr (judges_batches<W>) {
            work.begin_batch();
        }
    }
    void end_batch([[maybe_unused]] std::size_t tasks) override {
        if constexpr (judges_batches<W>) {
            work.end_batch(tasks);
        }
    }

    W work;
};

template <workload W>
void add_workload(registry& r) {
    workload_entry entry{
        .name = std::string(W::name),
        .summary = std::string(W::summary),
        .wait = W::wait_type::name,
        .parameters = W::parameter_list,
        .texts = {},
        .make = [](const parameters& p) { return std::make_unique<typed_workload<W>>(p); },
        .check = {},
        .tells_programs = tells_programs<W>,
        .calibrate = {}};
    if constexpr (checks_what_is_asked<W>) {
        entry.check = &W::check;
    }
    if constexpr (calibrated<W>) {
        entry.calibrate = &W::calibrate;
    }
    if constexpr (takes_texts<W>) {
        entry.texts = W::text_list;
    }
    r.workloads.push_back(std::move(entry));
}

/// Engines that are built in and still may not be there: the system may keep them from a process.
template <class E>
concept refusable_engine = requires {
    { E::unavailable() } -> std::same_as<std::string>;
};

/// Strategies whose engine type says that a width is out of its reach.
template <class E>
concept refusing_pool = requires(std::size_t width) {
    { E::thread_pool::refusal(width) } -> std::same_as<std::string>;
};

template <class S, class E, workload W>
void add_contender(registry& r, std::size_t rank) {
    contender_entry entry{.rank = rank,
                          .strategy = std::string(S::name),
                          .engine = std::string(E::name),
                          .workload = std::string(W::name),
                          .skipped = {},
                          .limit = &S::limit,
                          .unavailable = nullptr,
                          .refusal = {},
                          .make = {},
                          .program = nullptr};
    if constexpr (refusable_engine<E>) {
        entry.unavailable = &E::unavailable;
    }
    using wait_type = typename W::wait_type;
    if constexpr (S::template awaits<E, wait_type>) {
        entry.make = [](live_workload& work, const batch_size& s) -> std::unique_ptr<runner> {
            using contender = typename S::template contender<E, W>;
            return std::make_unique<contender>(dynamic_cast<typed_workload<W>&>(work).work, s);
        };
        if constexpr (std::same_as<S, strategies::thread_pool> && refusing_pool<E>) {
            entry.refusal = [](const batch_size& s) {
                return E::thread_pool::refusal(S::limit(s));
            };
        }
    } else {
        entry.skipped = entry.name() + " has no way to wait for '" + wait_type::name + "'";
    }
    r.contenders.push_back(std::move(entry));
}

template <class E, class S, workload... W>
void add_strategy(registry& r, std::size_t rank) {
    if constexpr (S::template fits<E>) {
        (add_contender<S, E, W>(r, rank), ...);
    }
}

/// Adds every strategy that engine E carries, for each workload.
template <class E, workload... W>
void add_engine(registry& r) {
    [&]<class... S>(std::tuple<S...>*) {
        std::size_t rank = 0;
        (add_strategy<E, S, W...>(r, rank++), ...);
    }(static_cast<all_strategies*>(nullptr));
    if constexpr (requires { E::version(); }) {
        r.libraries.emplace(E::library, E::version());
    }
}

} // namespace crossover::bench
