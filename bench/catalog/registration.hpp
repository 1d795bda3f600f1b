#pragma once

#include "bench/all_strategies.hpp"
#include "bench/catalog/open_parameters.hpp"
#include "bench/catalog/registry.hpp"
#include "workloads/support/salted.hpp"

#include <memory>
#include <optional>
#include <string>
#include <tuple>

/// The templates behind the generated files: they put every workload, and every strategy that an
/// engine carries, into the registry.
namespace crossover::bench {

template <workload W>
class typed_workload final : public live_workload {
    using type = salted<W>;
    static_assert(answers_all<type>, "derive it publicly from workload_defaults");

public:
    explicit typed_workload(const parameters& p) : work(p) {}

    [[nodiscard]] std::uint64_t expected(std::size_t i) const override { return work.expected(i); }
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt) const override {
        return work.expected(i, salt);
    }
    [[nodiscard]] std::uint64_t compute(std::size_t i) const override { return work.compute(i, 0); }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t salt) const override {
        return work.compute(i, 0, salt);
    }
    [[nodiscard]] std::int64_t wait_ns() const override { return work.wait_ns(); }
    [[nodiscard]] std::optional<std::int64_t> own_wait_ns(std::size_t i) const override {
        return work.own_wait_ns(i);
    }
    [[nodiscard]] bool is_uneven() const override { return crossover::is_uneven<type>; }
    [[nodiscard]] double cost_share(std::size_t i) const override { return work.cost_share(i); }
    [[nodiscard]] std::string why_wrong() const override { return work.why_wrong(); }
    [[nodiscard]] std::int64_t arrival_ns(std::size_t i) const override {
        return work.arrival_ns(i);
    }
    void start_at(std::int64_t start_ns) override { work.start_at(start_ns); }
    [[nodiscard]] bool has_probes() const override { return crossover::has_probes<type>; }
    [[nodiscard]] bool is_probe(std::size_t i) const override { return work.is_probe(i); }
    [[nodiscard]] bool ships() const override { return ships_payload<type>; }
    [[nodiscard]] bool is_cold() const override { return type::cold; }
    [[nodiscard]] std::optional<told_values> told() const override { return work.told(); }
    [[nodiscard]] std::optional<server_report> server() override { return work.server(); }
    void reset_server() override { work.reset_server(); }
    [[nodiscard]] std::optional<server_exchange> exchange(std::size_t tasks) const override {
        return work.exchange(tasks);
    }
    [[nodiscard]] pid_t waited_for() const override { return work.waited_for(); }
    [[nodiscard]] bool depends_on_others() const override { return W::wait_type::descriptors > 0; }
    void begin_batch(std::uint64_t salt) override {
        work.set_salt(salt);
        work.begin_batch();
    }
    void end_batch(std::size_t tasks) override { work.end_batch(tasks); }

    type work;
};

/// A workload's parameters; and of one that is warm, and whose tasks have no arrivals of their own,
/// those of an open loop.
template <workload W>
std::span<const parameter> all_parameters() {
    if constexpr (complete<W>::cold || has_probes<complete<W>>) {
        return W::parameter_list;
    } else {
        static const auto all = with_open_parameters(W::parameter_list);
        return all;
    }
}

template <workload W>
void add_workload(registry& r) {
    using answers = complete<W>;
    r.workloads.push_back({.name = std::string(W::name),
                           .summary = std::string(W::summary),
                           .wait = W::wait_type::name,
                           .parameters = all_parameters<W>(),
                           .make = [](const parameters& p) -> std::unique_ptr<live_workload> {
                               return std::make_unique<typed_workload<W>>(p);
                           },
                           .check = &answers::check,
                           .cost = &answers::cost,
                           .needs =
                               [](const parameters& p) {
                                   auto all = answers::needs(p);
                                   all.slot_descriptors += W::wait_type::descriptors;
                                   return all;
                               },
                           .cold = answers::cold,
                           .has_probes = has_probes<answers>,
                           .tells_programs = tells_programs<answers>,
                           .calibrate = &answers::calibrate});
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

/// Whether S on E takes tasks that arrive one by one; a strategy that does not say takes none.
template <class S, class E>
constexpr bool takes_arrivals_on() {
    if constexpr (requires { S::template takes_arrivals<E>; }) {
        return S::template takes_arrivals<E>;
    } else {
        return false;
    }
}

/// Whether S can refuse a request that finds the queue full; a strategy that does not say can.
template <class S>
constexpr bool refuses() {
    if constexpr (requires { S::can_refuse; }) {
        return S::can_refuse;
    } else {
        return true;
    }
}

/// How many requests S serves while others stand in line: as many as may be in flight, unless it
/// says less.
template <class S>
constexpr std::size_t served_by(const batch_size& s) noexcept {
    if constexpr (requires { S::served(s); }) {
        return S::served(s);
    } else {
        return S::limit(s);
    }
}

template <class S, class E, workload W>
void add_contender(registry& r) {
    contender_entry entry{.rank = S::rank,
                          .strategy = std::string(S::name),
                          .engine = std::string(E::name),
                          .workload = std::string(W::name),
                          .kind = kind_of<S, E>(),
                          .skipped = {},
                          .takes_arrivals = takes_arrivals_on<S, E>(),
                          .can_refuse = refuses<S>(),
                          .limit = &S::limit,
                          .computing = &most_computing_on<S, E>,
                          .served = &served_by<S>,
                          .needs = nullptr,
                          .unavailable = nullptr,
                          .refusal = {},
                          .make = {},
                          .program = nullptr};
    if constexpr (refusable_engine<E>) {
        entry.unavailable = &E::unavailable;
    }
    using wait_type = typename W::wait_type;
    if constexpr (S::template awaits<E, wait_type>) {
        entry.needs = &S::template needs<E, wait_type>;
        entry.make = [](live_workload& work, const batch_size& s) -> std::unique_ptr<runner> {
            using contender = typename S::template contender<E, salted<W>>;
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
void add_strategy(registry& r) {
    if constexpr (S::template fits<E>) {
        (add_contender<S, E, W>(r), ...);
    }
}

/// Adds every strategy that engine E carries, for each workload.
template <class E, workload... W>
void add_engine(registry& r) {
    [&]<class... S>(std::tuple<S...>*) {
        (add_strategy<E, S, W...>(r), ...);
    }(static_cast<all_strategies*>(nullptr));
    if constexpr (requires { E::version(); }) {
        r.libraries.emplace(E::library, E::version());
    }
}

/// Adds what is known of each strategy by itself.
inline void add_strategies(registry& r) {
    [&]<class... S>(std::tuple<S...>*) {
        (r.strategies.push_back({std::string(S::name), &S::limit, &most_computing<S>}), ...);
    }(static_cast<all_strategies*>(nullptr));
}

} // namespace crossover::bench
