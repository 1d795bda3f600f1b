#include "bench/catalog/describe.hpp"

#include "bench/build_info.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/output/cell_json.hpp"
#include "bench/output/metrics.hpp"
#include "bench/sample/work_scaling.hpp"
#include "workloads/support/sha256_rounds.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <set>

namespace crossover::bench {
namespace {

using json = nlohmann::ordered_json;

const char* name_of(unit u) {
    constexpr std::array names{"us", "bytes", "count", "percent", "choice", "text", "written"};
    return names[static_cast<std::size_t>(u)];
}

json describe(const workload_entry& w) {
    json parameters = json::array();
    for (const auto& p : w.parameters) {
        if (p.unit == unit::text || p.unit == unit::written) {
            parameters.push_back({{"name", p.name},
                                  {"unit", name_of(p.unit)},
                                  {"default", p.default_text},
                                  {"summary", p.summary}});
            continue;
        }
        parameters.push_back({{"name", p.name},
                              {"unit", name_of(p.unit)},
                              {"default", p.default_value},
                              {"min", p.min},
                              {"max", p.max},
                              {"summary", p.summary}});
        if (p.unsaid) {
            parameters.back()["unsaid"] = true;
        }
        if (!p.choices.empty()) {
            parameters.back()["choices"] = p.choices;
        }
    }
    return {{"name", w.name}, {"summary", w.summary}, {"wait", w.wait}, {"params", parameters}};
}

json contender(const std::string& strategy, const std::string& engine, kind k,
               const std::string& language, const std::string& skipped) {
    return {{"strategy", strategy},
            {"engine", engine},
            {"kind", name_of(k)},
            {"language", language},
            {"skipped", skipped}};
}

/// Why a contender cannot run here on any workload; empty when it can on some. A program that lacks
/// its library is skipped on all of them for that one reason.
std::string unavailable(const contender_entry& c) {
    if (!c.program) {
        return c.unavailable != nullptr ? c.unavailable() : "";
    }
    const auto differs = [&](const contender_entry& other) {
        return other.name() == c.name() && other.skipped != c.skipped;
    };
    return std::ranges::any_of(all().contenders, differs) ? "" : c.skipped;
}

} // namespace

std::string list_json() {
    json out{{"workloads", json::array()},
             {"contenders", json::array()},
             {"pairs_skipped", json::array()},
             {"metrics", metrics_json()}};
    for (const auto& w : all().workloads) {
        out["workloads"].push_back(describe(w));
    }
    std::set<std::string> seen;
    for (const auto& c : all().contenders) {
        if (seen.insert(c.name()).second) {
            out["contenders"].push_back(
                contender(c.strategy, c.engine, c.kind, c.language(), unavailable(c)));
            if (c.program) {
                out["contenders"].back().update({{"library", c.program->library},
                                                 {"version", c.program->version},
                                                 {"program", c.program->path}});
            }
        }
        if (!c.skipped.empty() && !(c.program && c.skipped == unavailable(c))) {
            out["pairs_skipped"].push_back({{"workload", c.workload},
                                            {"strategy", c.strategy},
                                            {"engine", c.engine},
                                            {"reason", c.skipped}});
        }
    }
    for (const auto& m : all().missing) {
        out["contenders"].push_back(
            contender(m.strategy, m.engine, kind::best, own_language, m.reason));
    }
    return text_of(out, 2);
}

std::string list_json(const std::vector<candidate>& asked_for) {
    json out{{"pairs", json::array()}};
    for (const auto& p : asked_for) {
        out["pairs"].push_back({{"name", p.name()},
                                {"workload", p.where.workload},
                                {"strategy", p.contender->strategy},
                                {"engine", p.contender->engine},
                                {"tasks", p.where.size.tasks},
                                {"limit", p.contender->limit(p.where.size)},
                                {"params", p.where.parameters},
                                {"skipped", p.contender->reason_to_skip(p.where.size)}});
    }
    return text_of(out, 2);
}

std::string info_json() {
    auto libraries = all().libraries;
    libraries["openssl"] = OpenSSL_version(OPENSSL_VERSION_STRING);
    libraries["benchmark"] = build::benchmark_version;
    return json{{"version", build::version},
                {"compiler", build::compiler},
                {"build_type", build::type},
                {"flags", build::flags},
                {"libraries", libraries}}
        .dump(2);
}

std::string calibrate_json() {
    json rates = json::object();
    json scaling = json::object();
    for (const auto& w : all().workloads) {
        if (const double rate = w.calibrate(); rate > 0) {
            rates[w.name] = rate;
            scaling[w.name] = scaling_of(w, rate);
        }
    }
    if (!rates.contains("sha256")) { // what workloads compute with that are sized in time,
                                     // whichever are built in
        rates["sha256"] = workloads::sha256_rounds::bytes_per_us();
    }
    return json{{"rates", rates}, {"scaling", scaling}}.dump(2);
}

} // namespace crossover::bench
