#include "bench/sample/measure.hpp"

#include "base/failure.hpp"
#include "bench/checks/work_check.hpp"
#include "bench/sample/sampler.hpp"

#include <algorithm>
#include <utility>

namespace crossover::bench {
namespace {

void fail(measurement& m, status s, exit_code code, std::string reason) {
    m.status = s;
    m.code = code;
    m.reason = std::move(reason);
}

/// A failure's sentence, after how many tasks failed where that was counted. The count is of one
/// more batch, in which none may fail: the sentence is of the one before.
std::string with_errors(const measurement& m, const std::string& sentence) {
    if (!m.errors) {
        return sentence;
    }
    const auto tasks = std::to_string(m.cell.size.tasks);
    if (m.errors->tasks == 0) {
        return "a batch failed, and the next one " +
               (m.errors->whole ? "ran all its " + tasks + " tasks well: "
                                : "ended before a task of it failed: ") +
               sentence;
    }
    return (m.errors->whole ? "" : "at least ") + std::to_string(m.errors->tasks) + " of " + tasks +
           " tasks failed: " + sentence;
}

void measure_into(measurement& m, const contender_entry& contender, const cell& where,
                  const options& how, const clocks& by) {
    sampler s(contender, where, how, by, m);
    try {
        s.run();
    } catch (const error& failed) {
        if (failed.code() == exit_code::server_failed || failed.code() == exit_code::refused) {
            s.count_errors();
        }
        throw;
    }
    s.tear_down();
    const auto best = *std::ranges::min_element(m.makespan_ns);
    if (auto reason = missing_work(m); !reason.empty()) {
        fail(m, status::invalid, exit_code::invalid_measurement, std::move(reason));
    } else if (impossible(best, m.bound, m.clock_step_ns)) {
        fail(m, status::invalid, exit_code::invalid_measurement,
             "a batch took " + std::to_string(best) + " ns and nothing can take less than " +
                 std::to_string(m.bound.ns) + " ns (" + m.bound.kind +
                 " bound): the sample is void");
    } else if (!s.uncomputed_task().empty()) {
        fail(m, status::invalid, exit_code::invalid_measurement, s.uncomputed_task());
    } else if (m.open_loop) {
        check_generator(*m.open_loop, how.slo_ns);
    }
}

} // namespace

measurement measure(const contender_entry& contender, const cell& where, const options& how,
                    const clocks& by) {
    measurement m;
    m.cell = where;
    m.strategy = contender.strategy;
    m.engine = contender.engine;
    m.kind = contender.kind;
    m.language = contender.language();
    m.limit = contender.limit(where.size);
    if (auto reason = contender.reason_to_skip(where.size); !reason.empty()) {
        fail(m, status::skipped, exit_code::success, std::move(reason));
        return m;
    }
    try {
        measure_into(m, contender, where, how, by);
    } catch (const unfit& reason) {
        fail(m, status::skipped, exit_code::success, reason.what());
    } catch (const late_generator& late) {
        fail(m, status::late, late.code(), late.what());
    } catch (const error& known) {
        if (known.code() == exit_code::refused) {
            fail(m, status::failed, exit_code::success, with_errors(m, known.what()));
            return m;
        }
        const bool invalid = known.code() == exit_code::invalid_measurement;
        fail(m, invalid ? status::invalid : status::error, known.code(),
             with_errors(m, known.what()));
    } catch (...) {
        tell_current(
            [&m](const char* sentence, exit_code code) { fail(m, status::error, code, sentence); });
    }
    return m;
}

} // namespace crossover::bench
