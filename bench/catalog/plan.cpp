#include "bench/catalog/plan.hpp"

#include "bench/catalog/open_parameters.hpp"
#include "bench/output/cell_json.hpp"

#include <algorithm>
#include <ostream>
#include <string>

namespace crossover::bench {
namespace {

using json = nlohmann::ordered_json;

/// What the bench and a loop hold open beside the tasks' own: files, pipes to a server, timers,
/// wake-ups; with room.
constexpr std::size_t own_descriptors = 64;

// Rough, from the peaks of the reference results: what decides is whether a cell takes a thousandth
// of the memory or all of it.
constexpr std::size_t process_bytes = 16 << 20; ///< the bench itself
constexpr std::size_t worker_bytes = 4 << 20; ///< of a worker process, for itself alone
constexpr std::size_t thread_bytes = 64 << 10; ///< the touched part of a stack, and the kernel's
constexpr std::size_t task_bytes = 1 << 10; ///< outcomes, and a frame of a coroutine
constexpr std::size_t descriptor_bytes = 16 << 10; ///< a socket's buffers, at both ends

const workload_entry& workload_of(const candidate& of) {
    return all().workload(of.where.workload);
}

sample_needs needs_of(const candidate& of, const parameters& p) {
    const auto own = of.contender->needs ? of.contender->needs(of.where.size) : resources{};
    const auto work = workload_of(of).needs(p);
    const auto in_flight = of.contender->limit(of.where.size);
    const auto commands = work.slot_processes * in_flight;
    // A server has a connection for every wait that is open anywhere, under the same limit.
    const auto waits = std::max(own.slots * work.slot_descriptors + own.descriptors,
                                (own.slots + own.worker_slots) * work.slot_descriptors);
    sample_needs all{.descriptors = own_descriptors + work.descriptors + waits,
                     .threads = own.threads + commands,
                     .processes = own.processes + commands};
    all.memory_bytes = process_bytes + own.processes * worker_bytes + all.threads * thread_bytes +
                       of.where.size.tasks * task_bytes + all.descriptors * descriptor_bytes +
                       in_flight * work.slot_bytes;
    return all;
}

std::string megabytes(std::size_t bytes) {
    return std::to_string((bytes + (1 << 20) - 1) >> 20) + " MiB";
}

/// Why the machine is too small for it; empty when it is not.
std::string shortage(const sample_needs& n, const machine_limits& has) {
    if (n.descriptors > has.descriptors) {
        return "needs " + std::to_string(n.descriptors) +
               " descriptors in one process, which may have " + std::to_string(has.descriptors) +
               ": lower the tasks or the limit, or raise it as root " + "with 'ulimit -Hn " +
               std::to_string(n.descriptors) + "'";
    }
    if (const auto more = n.threads - 1; more > has.threads) { // the first is there
        return "needs " + std::to_string(more) + " more threads and processes, and " +
               std::to_string(has.threads) + " may be started (" + has.threads_by +
               "): lower the tasks or the limit, or raise that";
    }
    if (n.memory_bytes > has.memory_bytes) {
        return "needs about " + megabytes(n.memory_bytes) + " of memory, and " +
               megabytes(has.memory_bytes) + " are free: lower the tasks, the limit or their sizes";
    }
    return {};
}

json line(const cell& where, const std::string& strategy, const std::string& engine) {
    return {{"cell", cell_json(where)}, {"strategy", strategy}, {"engine", engine}};
}

void add_plan(json& out, const planned_sample& p, const workload_entry& w, kind k,
              const std::string& language) {
    out["kind"] = name_of(k);
    out["language"] = language;
    out["limit"] = p.limit;
    out["status"] = p.reason.empty() ? "ok" : "skipped";
    out["reason"] = p.reason;
    out["ideal_ns"] = p.bound.ns;
    out["ideal_bound"] = p.bound.kind;
    out["least_ns"] = p.bound.ns;
    out["wait_ns"] = p.cost.wait_ns;
    out["cpu_ns"] = p.cost.cpu_ns;
    out["needs"] = {{"descriptors", p.needs.descriptors},
                    {"threads", p.needs.threads},
                    {"processes", p.needs.processes},
                    {"memory_bytes", p.needs.memory_bytes}};
    out["cold"] = w.cold;
    out["probes"] = w.has_probes;
}

/// Costs and bounds need no contender but its limit.
planned_sample bounds_of(const cell& where, std::size_t limit, double at_work,
                         const parameters& p) {
    const auto tasks = where.size.tasks;
    planned_sample made;
    made.limit = limit;
    made.cost = all().workload(where.workload).cost(p, tasks);
    if (where.size.open) {
        made.cost.last_arrival_ns = last_arrival_ns(p, tasks);
    }
    made.bound = where.size.queue ? arrival_bound(made.cost)
                                  : best_makespan(made.cost, tasks, limit, at_work);
    return made;
}

/// Of an engine that was not built: what its strategy says by itself, and the reason.
void write_missing(std::ostream& out, const registry& from, const options& how) {
    for (const auto& m : from.missing) {
        const auto known = std::ranges::find(from.strategies, m.strategy, &strategy_entry::name);
        if (!is_wanted(how, m.strategy + "/" + m.engine) || known == from.strategies.end()) {
            continue;
        }
        for (const auto& where : how.cells) {
            const auto at_work = cores_at_work(known->computing(where.size), usable_cores());
            auto planned = bounds_of(where, known->limit(where.size), at_work,
                                     parameters_of(where, how.settings));
            planned.reason = m.reason;
            json one = line(where, m.strategy, m.engine);
            add_plan(one, planned, from.workload(where.workload), kind::best, own_language);
            out << text_of(one) << '\n';
        }
    }
}

} // namespace

planned_sample plan(const candidate& of, const run_settings& run, const machine_limits& machine) {
    const auto p = parameters_of(of.where, run);
    auto made = bounds_of(of.where, of.contender->limit(of.where.size),
                          of.contender->at_work(of.where.size, usable_cores()), p);
    made.needs = needs_of(of, p);
    made.reason = of.contender->reason_to_skip(of.where.size);
    if (made.reason.empty()) {
        made.reason = shortage(made.needs, machine);
    }
    return made;
}

void write_plan(std::ostream& out, const registry& from, const options& how) {
    const auto machine = read_machine_limits();
    for (const auto& pair : select(from, how)) {
        json one = line(pair.where, pair.contender->strategy, pair.contender->engine);
        add_plan(one, plan(pair, how.settings, machine), from.workload(pair.where.workload),
                 pair.contender->kind, pair.contender->language());
        out << text_of(one) << '\n';
    }
    write_missing(out, from, how);
}

} // namespace crossover::bench
