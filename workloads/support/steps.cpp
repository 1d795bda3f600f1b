#include "workloads/support/steps.hpp"

#include "base/error.hpp"
#include "workloads/support/trimmed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

namespace crossover::workloads {
namespace {

/// One step's text, and what to say when it cannot be read.
class step_text {
public:
    step_text(std::string_view text, std::size_t place) : text_(trimmed(text)), place_(place) {}

    [[nodiscard]] std::string_view text() const noexcept { return text_; }

    [[noreturn]] void refuse(const std::string& why) const {
        throw error(exit_code::bad_input,
                    "step " + std::to_string(place_) + " is '" + std::string(text_) + "': " + why);
    }

private:
    std::string_view text_;
    std::size_t place_;
};

/// Cuts the first word off the front.
std::string_view cut_word(std::string_view& rest) {
    rest = trimmed(rest);
    const auto word = rest.substr(0, rest.find(' '));
    rest = trimmed(rest.substr(word.size()));
    return word;
}

std::int64_t read_time(const step_text& of, std::string_view text) {
    double number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto unit = text.substr(static_cast<std::size_t>(end - text.data()));
    const double us = unit == "us" ? 1 : unit == "ms" ? 1e3 : unit == "s" ? 1e6 : 0;
    const double whole = number * us;
    if (failed != std::errc() || us == 0 || !(whole >= 1) ||
        whole > static_cast<double>(max_duration_us)) {
        of.refuse(std::string("'").append(text) +
                  "' is no time from 1us to 3600s; write for example tcp 2ms");
    }
    return std::llround(whole);
}

request_step::kind read_kind(const step_text& of, std::string_view word) {
    if (word == "tcp") {
        return request_step::kind::tcp;
    }
    if (word == "sleep") {
        return request_step::kind::sleep;
    }
    if (word == "cpu") {
        return request_step::kind::cpu;
    }
    of.refuse("a step is tcp, sleep or cpu with a time and a shape, or all(tcp TIME x K), "
              "first(tcp TIME x K) or quorum(M, tcp TIME x K); write for example tcp 2ms, cpu "
              "100us lognormal(1) or all(tcp 5ms x 4)");
}

request_step read_plain(const step_text& of, std::string_view rest) {
    request_step read;
    read.what = read_kind(of, cut_word(rest));
    read.mean_us = read_time(of, cut_word(rest));
    if (!rest.empty()) {
        try {
            read.around = shape(rest);
        } catch (const error& wrong) {
            of.refuse(wrong.what());
        }
    }
    return read;
}

/// A whole number from 1 to `most`; 0 for any other text.
std::size_t read_number(std::string_view text, std::size_t most) {
    std::size_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = failed == std::errc() && end == text.data() + text.size();
    return whole && number <= most ? number : 0;
}

/// What stands in the brackets of `all(tcp 5ms x 4)`.
request_step read_fan_out(const step_text& of, std::string_view inside) {
    const auto times = inside.rfind(" x ");
    const auto calls =
        read_number(trimmed(times == inside.npos ? "" : inside.substr(times + 3)), most_calls);
    if (calls == 0) {
        of.refuse("it does not say how many calls; write for example all(tcp 5ms x 4), with 1 to " +
                  std::to_string(most_calls) + " calls");
    }
    auto read = read_plain(of, inside.substr(0, times));
    if (read.what != request_step::kind::tcp) {
        of.refuse("calls at once are tcp's; write for example all(tcp 5ms x 4)");
    }
    read.calls = read.needed = calls;
    return read;
}

/// What stands in the brackets of `quorum(3, tcp 5ms x 4)`.
request_step read_quorum(const step_text& of, std::string_view inside) {
    const auto comma = inside.find(',');
    auto read =
        read_fan_out(of, comma == inside.npos ? std::string_view() : inside.substr(comma + 1));
    read.needed = read_number(trimmed(inside.substr(0, comma)), read.calls);
    if (read.needed == 0) {
        of.refuse("it does not say how many of its " + std::to_string(read.calls) +
                  " calls are needed; write for example quorum(3, tcp 5ms x 4)");
    }
    return read;
}

request_step read_step(const step_text& of) {
    const auto text = of.text();
    for (const std::string_view how : {"all(", "first(", "quorum("}) {
        if (!text.starts_with(how)) {
            continue;
        }
        if (!text.ends_with(')')) {
            of.refuse("it does not end with its bracket; write for example all(tcp 5ms x 4)");
        }
        const auto inside = text.substr(how.size(), text.size() - how.size() - 1);
        auto read = how == "quorum(" ? read_quorum(of, inside) : read_fan_out(of, inside);
        read.needed = how == "first(" ? 1 : read.needed;
        return read;
    }
    return read_plain(of, text);
}

} // namespace

std::vector<request_step> read_steps(std::string_view text) {
    std::vector<request_step> steps;
    for (auto rest = text;;) {
        const auto end = rest.find(';');
        steps.push_back(read_step(step_text(rest.substr(0, end), steps.size() + 1)));
        if (steps.size() > most_steps) {
            throw error(exit_code::bad_input, "a request has at most " +
                                                  std::to_string(most_steps) +
                                                  " steps, and there are more; give fewer");
        }
        if (end == rest.npos) {
            return steps;
        }
        rest.remove_prefix(end + 1);
    }
}

drawn_steps::drawn_steps(const parameters& p) : steps_(read_steps(p.text("steps"))) {
    const auto first_stream = static_cast<std::uint64_t>(stream::steps);
    for (std::size_t k = 0; k < steps_.size(); ++k) {
        const auto& step = steps_[k];
        const auto mean_ns = step.mean_us * 1000;
        times_.emplace_back(mean_ns, 1000, step.around, p.seed(), first_stream + k);
        const bool differ = !step.around.is_constant();
        (step.waits() ? mean_wait_ns_ : mean_cpu_ns_) += mean_ns;
        (step.waits() ? waits_differ_ : computing_differs_) |= differ;
        if (step.what == request_step::kind::tcp) {
            calls_ += step.calls;
            needed_ += step.needed;
            most_at_once_ = std::max(most_at_once_, step.calls);
        }
    }
}

std::int64_t drawn_steps::wait_ns(std::size_t task) const noexcept {
    std::int64_t all_ns = 0;
    for (std::size_t k = 0; k < steps_.size(); ++k) {
        all_ns += steps_[k].waits() ? step_wait_ns(task, k) : 0;
    }
    return all_ns;
}

/// Until as many of its calls are answered as it needs.
std::int64_t drawn_steps::step_wait_ns(std::size_t task, std::size_t step) const noexcept {
    std::array<std::int64_t, most_calls> each{};
    const auto calls = steps_[step].calls;
    for (std::size_t call = 0; call < calls; ++call) {
        each[call] = ns(task, step, call);
    }
    auto* const last = each.begin() + steps_[step].needed - 1;
    std::nth_element(each.begin(), last, each.begin() + calls);
    return *last;
}

std::int64_t drawn_steps::cpu_ns(std::size_t task) const noexcept {
    std::int64_t all_ns = 0;
    for (std::size_t k = 0; k < steps_.size(); ++k) {
        all_ns += steps_[k].waits() ? 0 : ns(task, k);
    }
    return all_ns;
}

} // namespace crossover::workloads
