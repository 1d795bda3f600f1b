#include "workloads/support/steps.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace crossover::workloads {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

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
    of.refuse("a step is tcp, sleep or cpu with a time and a shape, or all(tcp TIME x K); write "
              "for example tcp 2ms, cpu 100us lognormal(1) or all(tcp 5ms x 4)");
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

/// `all(tcp 5ms x 4)`.
request_step read_fan_out(const step_text& of, std::string_view inside) {
    const auto times = inside.rfind(" x ");
    const auto count = trimmed(times == inside.npos ? "" : inside.substr(times + 3));
    std::size_t calls = 0;
    const auto [end, failed] = std::from_chars(count.data(), count.data() + count.size(), calls);
    if (failed != std::errc() || end != count.data() + count.size() || calls < 1 ||
        calls > most_calls) {
        of.refuse("it does not say how many calls; write for example all(tcp 5ms x 4), with 1 to " +
                  std::to_string(most_calls) + " calls");
    }
    auto read = read_plain(of, inside.substr(0, times));
    if (read.what != request_step::kind::tcp) {
        of.refuse("calls at once are tcp's; write for example all(tcp 5ms x 4)");
    }
    read.calls = calls;
    return read;
}

request_step read_step(const step_text& of) {
    constexpr std::string_view fan_out = "all(";
    const auto text = of.text();
    if (text.starts_with(fan_out)) {
        if (!text.ends_with(')')) {
            of.refuse("it does not end with its bracket; write for example all(tcp 5ms x 4)");
        }
        return read_fan_out(of, text.substr(fan_out.size(), text.size() - fan_out.size() - 1));
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
            most_at_once_ = std::max(most_at_once_, step.calls);
        }
    }
}

std::int64_t drawn_steps::wait_ns(std::size_t task) const noexcept {
    std::int64_t all_ns = 0;
    for (std::size_t k = 0; k < steps_.size(); ++k) {
        std::int64_t longest_ns = 0;
        for (std::size_t call = 0; steps_[k].waits() && call < steps_[k].calls; ++call) {
            longest_ns = std::max(longest_ns, ns(task, k, call));
        }
        all_ns += longest_ns;
    }
    return all_ns;
}

std::int64_t drawn_steps::cpu_ns(std::size_t task) const noexcept {
    std::int64_t all_ns = 0;
    for (std::size_t k = 0; k < steps_.size(); ++k) {
        all_ns += steps_[k].waits() ? 0 : ns(task, k);
    }
    return all_ns;
}

} // namespace crossover::workloads
