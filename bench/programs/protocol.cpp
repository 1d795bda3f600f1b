#include "bench/programs/protocol.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace crossover::bench {
namespace {

using json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 2> limits{"cell", "tasks"};
/// As runner::per_task has them.
constexpr std::array<std::string_view, 3> starts{"nothing", "thread", "process"};
constexpr std::array kinds{name_of(kind::best),     name_of(kind::documented),
                           name_of(kind::textbook), name_of(kind::mistake),
                           name_of(kind::pattern),  name_of(kind::baseline)};

std::string cited(std::string_view text) {
    constexpr std::size_t most = 200;
    std::string shown(text.substr(0, most));
    std::ranges::replace_if(
        shown, [](unsigned char c) { return c < ' ' || c > '~'; }, '?');
    return "'" + shown + (text.size() > most ? "...'" : "'");
}

/// An answer nests four levels deep. What nests much deeper is not kept: writing it down again, for
/// an error's sentence, takes a stack frame a level.
constexpr int deepest = 16;

json parse(std::string_view answer) {
    bool too_deep = false;
    const auto keep = [&too_deep](int depth, json::parse_event_t, json&) {
        too_deep = too_deep || depth > deepest;
        return depth <= deepest;
    };
    json parsed = json::parse(answer, keep, false);
    if (too_deep) {
        throw bad_answer("answered " + cited(answer) + ", which nests more than " +
                         std::to_string(deepest) + " levels deep");
    }
    if (!parsed.is_object()) {
        throw bad_answer("answered " + cited(answer) + "; answer with one JSON object a line");
    }
    return parsed;
}

/// The value of a field, which must be there and of the right type.
template <class T>
T field(const json& object, const char* name, bool (json::*is)() const noexcept, const char* type) {
    const auto found = object.find(name);
    if (found == object.end() || !(*found.*is)()) {
        throw bad_answer("answered " + cited(object.dump()) + ", where \"" + name + "\" must be " +
                         type);
    }
    return found->template get<T>();
}

std::string text(const json& object, const char* name) {
    return field<std::string>(object, name, &json::is_string, "a text");
}

std::string optional_text(const json& object, const char* name) {
    return object.contains(name) ? text(object, name) : std::string();
}

std::int64_t whole(const json& object, const char* name) {
    return field<std::int64_t>(object, name, &json::is_number_integer, "a whole number");
}

/// Thirty years, before and after: sums of a few such times do not overflow.
constexpr std::int64_t longest_ns = 1'000'000'000'000'000'000;

/// Whether a number is a time that can be counted with. JSON has whole numbers beyond 2^63, and
/// comparing two values of the library wraps them.
bool is_time(const json& number) {
    if (number.is_number_unsigned()) {
        return number.get<std::uint64_t>() <= static_cast<std::uint64_t>(longest_ns);
    }
    return number.is_number_integer() && number.get<std::int64_t>() >= -longest_ns;
}

std::int64_t time_ns(const json& object, const char* name) {
    const auto ns = whole(object, name);
    if (!is_time(object[name])) {
        throw bad_answer("answered " + cited(object.dump()) + ", where \"" + name +
                         "\" must be a time in ns, from -10^18 to 10^18");
    }
    return ns;
}

std::vector<std::int64_t> beats(const json& parsed) {
    std::vector<std::int64_t> late_ns;
    if (parsed.contains("late_ns")) {
        for (const auto& beat : field<json>(parsed, "late_ns", &json::is_array, "an array")) {
            if (!is_time(beat) || beat.get<std::int64_t>() < 0) {
                throw bad_answer("answered a beat that is " + cited(beat.dump()) +
                                 " ns late; it must be a whole number to 10^18, and none is early");
            }
            late_ns.push_back(beat.get<std::int64_t>());
        }
    }
    return late_ns;
}

bool is_name(const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

template <std::size_t N>
std::size_t place_among(const std::array<std::string_view, N>& known, const std::string& word,
                        const char* what) {
    const auto found = std::ranges::find(known, word);
    if (found == known.end()) {
        std::string all;
        for (const auto one : known) {
            all += (all.empty() ? "" : ", ") + std::string(one);
        }
        throw bad_answer("describes a " + std::string(what) + " '" + word +
                         "'; it must be one of " + all);
    }
    return static_cast<std::size_t>(found - known.begin());
}

described_contender read_contender(const json& entry) {
    if (!entry.is_object()) {
        throw bad_answer("describes a contender " + cited(entry.dump()) + "; it must be an object");
    }
    described_contender c;
    c.strategy = text(entry, "strategy");
    c.kind = static_cast<kind>(place_among(kinds, text(entry, "kind"), "kind"));
    if (!is_name(c.strategy)) {
        throw bad_answer("describes a strategy " + cited(c.strategy) +
                         "; use small letters, digits and _");
    }
    if (entry.contains("starts")) {
        c.starts = static_cast<runner::per_task>(
            place_among(starts, text(entry, "starts"), "thing that each task starts"));
    }
    if (entry.contains("lag")) {
        c.lag = field<bool>(entry, "lag", &json::is_boolean, "true or false");
    }
    if (entry.contains("limit")) {
        c.all_at_once = place_among(limits, text(entry, "limit"), "limit") == 1;
        if (c.kind != kind::baseline) {
            throw bad_answer("describes a limit of strategy '" + c.strategy +
                             "'; a strategy knows its own, only a baseline says it");
        }
    }
    for (const auto& workload : field<json>(entry, "workloads", &json::is_array, "an array")) {
        if (!workload.is_string()) {
            throw bad_answer("describes a workload " + cited(workload.dump()) +
                             "; it must be a text");
        }
        c.workloads.push_back(workload.get<std::string>());
    }
    if (entry.contains("skipped")) {
        const auto reasons = field<json>(entry, "skipped", &json::is_object, "an object");
        for (const auto& [workload, reason] : reasons.items()) {
            c.skipped[workload] = text(reasons, workload.c_str());
        }
    }
    return c;
}

} // namespace

std::string describe_line() {
    return json{{"do", "describe"}, {"protocol", protocol_version}}.dump();
}

std::string prepare_line(const preparation& what) {
    json task = json::object();
    for (const auto& [name, value] : what.task) {
        std::visit([&task, &key = name](const auto& v) { task[key] = v; }, value);
    }
    return json{{"do", "prepare"},
                {"strategy", what.strategy},
                {"workload", what.workload},
                {"tasks", what.size.tasks},
                {"limit", what.size.limit},
                {"cell_limit", what.cell_limit},
                {"task", task},
                {"file",
                 {{"path", what.file},
                  {"bytes", what.file_bytes},
                  {"digests_at", what.digests_at},
                  {"stamps_at", what.stamps_at}}}}
        .dump();
}

std::string batch_line(std::int64_t number, std::size_t tasks, bool stamps, std::uint64_t salt,
                       bool lag) {
    return R"({"do":"batch","number":)" + std::to_string(number) + R"(,"tasks":)" +
           std::to_string(tasks) + R"(,"stamps":)" + (stamps ? "true" : "false") + R"(,"salt":)" +
           std::to_string(salt) + (lag ? R"(,"lag":true})" : "}");
}

program_description read_description(std::string_view answer, const std::string& file_name) {
    const json parsed = parse(answer);
    if (const auto version = whole(parsed, "protocol"); version != protocol_version) {
        throw bad_answer("speaks version " + std::to_string(version) +
                         " of the contract, and this bench version " +
                         std::to_string(protocol_version));
    }
    program_description d;
    d.engine = text(parsed, "engine");
    d.library = text(parsed, "library");
    d.version = text(parsed, "version");
    d.language = text(parsed, "language");
    d.unavailable = optional_text(parsed, "unavailable");
    if (!is_name(d.engine)) {
        throw bad_answer("describes an engine " + cited(d.engine) +
                         "; use small letters, digits and _");
    }
    for (const auto& entry : field<json>(parsed, "contenders", &json::is_array, "an array")) {
        d.contenders.push_back(read_contender(entry));
        const auto& c = d.contenders.back();
        if ((c.kind == kind::baseline) != (c.strategy == "baseline")) {
            throw bad_answer("describes strategy '" + c.strategy + "' of kind '" +
                             std::string(name_of(c.kind)) + "'; a baseline has both");
        }
        if (c.kind == kind::baseline && d.engine != file_name) {
            throw bad_answer("describes a baseline '" + d.engine +
                             "'; its engine must be its file's name, '" + file_name + "'");
        }
    }
    if (d.contenders.empty()) {
        throw bad_answer("describes no contender; describe at least one");
    }
    return d;
}

std::string read_ready(std::string_view answer) {
    const json parsed = parse(answer);
    if (auto reason = optional_text(parsed, "skipped"); !reason.empty()) {
        return reason;
    }
    if (const auto why = optional_text(parsed, "failed"); !why.empty()) {
        throw bad_answer("could not: " + why);
    }
    if (!parsed.contains("ready") || parsed["ready"] != true) {
        throw bad_answer("answered " + cited(answer) +
                         R"(; answer {"ready":true}, {"skipped":"why"} or {"failed":"why"})");
    }
    return {};
}

batch_answer read_batch_answer(std::string_view answer, std::int64_t number) {
    const json parsed = parse(answer);
    if (const auto echoed = whole(parsed, "number"); echoed != number) {
        throw bad_answer("answered batch " + std::to_string(echoed) + " and was asked for batch " +
                         std::to_string(number));
    }
    batch_answer a;
    a.failed = optional_text(parsed, "failed");
    a.refused = optional_text(parsed, "refused");
    if (a.failed.empty() && a.refused.empty()) {
        a.started_ns = time_ns(parsed, "started_ns");
        a.makespan_ns = time_ns(parsed, "makespan_ns");
        a.late_ns = beats(parsed);
    }
    return a;
}

} // namespace crossover::bench
