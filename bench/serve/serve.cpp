#include "bench/serve/serve.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/catalog/plan.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/catalog/select.hpp"
#include "bench/sample/failure_slots.hpp"
#include "bench/sample/outcomes.hpp"
#include "bench/sample/plan_memory.hpp"
#include "bench/serve/http_front.hpp"
#include "bench/serve/served.hpp"
#include "strategies/stop.hpp"
#include "workloads/workload.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>
#include <ostream>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <system_error>
#include <utility>
#include <vector>

namespace crossover::bench {
namespace {

/// So many digests are compared with what they must be, evenly spread: to compute what a million
/// tasks have computed would take as long as the service did.
constexpr std::size_t compared_digests = 100;

[[noreturn]] void refuse(const std::string& sentence) {
    throw error(exit_code::bad_input, sentence);
}

/// The one pair that was asked for, as a service. Throws as serve() does.
candidate asked_for(const options& how) {
    auto pairs = select(all(), how);
    if (pairs.size() != 1) {
        refuse("--serve is one contender on one cell, and " + std::to_string(pairs.size()) +
               " are asked for; give one --cell and one --contender without * and ?");
    }
    candidate one = std::move(pairs.front());
    auto& size = one.where.size;
    const auto& workload = all().workload(one.where.workload);
    if (size.open || workload.cold || workload.has_probes) {
        refuse(size.open ? "the cell has a rate, and requests come when clients send them; leave "
                           "the rate out"
                         : "the workload " + workload.name +
                               " measures a batch as a whole and cannot be served; give another, "
                               "as request");
    }
    if (size.tasks == 0) {
        refuse("the cell has no task, so that nobody could be answered; give /tasks:N, the most "
               "requests that are taken");
    }
    size.open = true;
    size.queue = how.service.queue;
    size.at_once = std::min(size.tasks, most_clients);
    if (!one.contender->can_refuse) {
        refuse(one.contender->name() + " has one thread in all, which cannot look after clients "
                                       "meanwhile; give semaphore with a limit of 1");
    }
    if (const auto reason = one.contender->reason_to_skip(size); !reason.empty()) {
        refuse(reason);
    }
    if (const auto reason = plan(one, how.settings, read_machine_limits()).reason;
        !reason.empty()) {
        throw error(exit_code::machine_limit, one.contender->name() + " " + reason);
    }
    return one;
}

/// A contender that is set up, behind its front. In this order: workers are forked before there is
/// a socket that they would keep open, and after all that they share.
class service {
public:
    service(const candidate& of, const options& how)
        : of_(of),
          how_(how),
          tasks_(of.where.size.tasks),
          work_(all().workload(of.where.workload).make(parameters_of(of.where, how.settings))),
          left_(tasks_),
          failures_(work_->depends_on_others() ? tasks_ : 0),
          memory_(tasks_, plan_memory::arrivals::brought),
          wakes_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
          runner_(prepared().make(*work_, of.where.size)),
          front_({memory_.plan(), memory_.after_ns(), left_, failures_.slots(), wakes_, stop_},
                 how.service.port) {
        memory_.plan().source = &front_;
    }

    /// Serves, and says what was seen.
    served run(std::ostream& out) {
        const batch b = begin(out);
        try {
            runner_->run(b);
        } catch (const batch_cancelled&) {
            front_.rethrow();
            if (front_.counts().cut_off == 0) {
                throw;
            }
        }
        served seen;
        seen.elapsed_ns = now_ns() - memory_.plan().start_ns;
        seen.counts = front_.counts();
        seen.clients = front_.clients();
        look_at(seen);
        return seen;
    }

private:
    /// Everything that workers share is there.
    const contender_entry& prepared() {
        if (!wakes_) {
            throw_errno(errno, "opening an eventfd");
        }
        auto& plan = memory_.plan();
        plan.log.wakes_source = wakes_.get();
        plan.room = std::min(of_.contender->room(of_.where.size), *of_.where.size.at_once);
        return *of_.contender;
    }

    batch begin(std::ostream& out) {
        batch b = left_.prepare(tasks_, true);
        b.arrivals = &memory_.plan();
        b.failures = failures_.slots().empty() ? nullptr : failures_.slots().data();
        b.stop = &token_;
        work_->begin_batch(b.salt);
        const auto now = now_ns();
        work_->start_at(now);
        b.arrivals->begin(tasks_, now);
        front_.open(now + how_.service.for_ns);
        out << "port " << front_.port() << '\n' << std::flush;
        return b;
    }

    void look_at(served& seen) {
        const auto n = seen.counts.arrived;
        check_conservation({.answered = seen.counts.answered,
                            .refused = seen.counts.refused,
                            .failed = seen.counts.failed + seen.counts.cut_off},
                           n);
        std::vector<std::uint8_t> unanswered(n);
        for (std::size_t i = 0; i < n; ++i) {
            unanswered[i] = left_.has_result(i) ? 0 : 1;
        }
        const auto answered = static_cast<std::size_t>(std::ranges::count(unanswered, 0));
        left_.leave_out(unanswered);
        if (answered == 0) {
            return;
        }
        const auto wrong = left_.check(
            n, [this](std::size_t i) { return work_->expected(i); },
            std::max<std::size_t>(1, n / compared_digests));
        if (!wrong.empty()) {
            throw error(exit_code::invalid_measurement, "wrong digest: " + wrong);
        }
        seen.most_in_flight = left_.most_in_flight(n);
        const auto limit = of_.contender->limit(of_.where.size);
        if (seen.most_in_flight > limit) {
            throw error(exit_code::invalid_measurement,
                        std::to_string(seen.most_in_flight) +
                            " tasks were in flight at once and the limit is " +
                            std::to_string(limit) + ": what was seen is void");
        }
        add_times(seen, n, unanswered);
    }

    void add_times(served& seen, std::size_t n, const std::vector<std::uint8_t>& unanswered) {
        const std::span stamps(left_.stamps(), n);
        seen.figures = open_figures_of(memory_.plan(), stamps, unanswered);
        std::vector<std::int64_t> took;
        double latency_ns = 0;
        for (std::size_t i = 0; i < n; ++i) {
            if (left_.counts(i)) {
                took.push_back(stamps[i].ended_ns - stamps[i].started_ns);
                latency_ns += static_cast<double>(stamps[i].ended_ns - memory_.plan().at(i));
            }
        }
        seen.mean_latency_ns = latency_ns / static_cast<double>(took.size());
        seen.service_ns = percentiles_of(took);
    }

    const candidate& of_;
    const options& how_;
    const std::size_t tasks_;
    std::stop_source stop_;
    const std::stop_token token_ = stop_.get_token();
    std::unique_ptr<live_workload> work_;
    outcomes left_;
    failure_slots failures_;
    plan_memory memory_;
    unique_fd wakes_;
    std::unique_ptr<runner> runner_;
    http_front front_;
};

} // namespace

int serve(const options& how, std::ostream& out) {
    const candidate of = asked_for(how);
    hold_ending_signals(); // before anything is started that would have them
    try {
        service made(of, how);
        out << to_json(made.run(out), of) << '\n' << std::flush;
    } catch (const unfit& reason) {
        refuse(of.where.workload + " cannot be served here: " + reason.what());
    } catch (const std::system_error& failed) {
        const auto port = std::to_string(how.service.port);
        if (how.service.port == 0 ||
            std::string_view(failed.what()).find("127.0.0.1:" + port) == std::string_view::npos) {
            throw;
        }
        refuse("--port is " + port + ", which cannot be had (" + failed.code().message() +
               "); give another, or 0 for any that is free");
    }
    return static_cast<int>(exit_code::success);
}

} // namespace crossover::bench
