#include "workloads/support/shape.hpp"

#include "base/digest.hpp"
#include "base/error.hpp"
#include "workloads/support/trimmed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace crossover::workloads {
namespace {

constexpr const char* all_shapes = "constant, uniform, exponential, lognormal(S), "
                                   "bounded_pareto(A,R), bimodal(P,F)";

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw error(exit_code::bad_input, "the shape '" + std::string(text) + "' " + why);
}

double read_number(std::string_view whole, std::string_view part) {
    double value = 0;
    const auto text = trimmed(part);
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        refuse(whole, "has '" + std::string(part) +
                          "' where a number stands; give one, as in lognormal(1)");
    }
    return value;
}

/// What stands in brackets behind a name, split at commas; empty without brackets.
std::vector<double> read_arguments(std::string_view whole, std::string_view& name) {
    std::vector<double> found;
    const auto open = whole.find('(');
    name = trimmed(whole.substr(0, open));
    if (open == std::string_view::npos) {
        return found;
    }
    if (whole.back() != ')') {
        refuse(whole, "does not end with its bracket; give for example lognormal(1)");
    }
    auto rest = whole.substr(open + 1, whole.size() - open - 2);
    for (;;) {
        const auto comma = rest.find(',');
        found.push_back(read_number(whole, rest.substr(0, comma)));
        if (comma == std::string_view::npos) {
            return found;
        }
        rest.remove_prefix(comma + 1);
    }
}

template <std::size_t N>
double polynomial(const std::array<double, N>& c, double x) noexcept {
    double sum = 0;
    for (auto k = c.rbegin(); k != c.rend(); ++k) {
        sum = sum * x + *k;
    }
    return sum;
}

/// The quantile of the standard normal distribution to 16 digits (M. J. Wichura, Algorithm AS 241,
/// Applied Statistics 37, 1988: PPND16).
double normal_quantile(double u) noexcept {
    constexpr std::array a{3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427,
                           13731.693765509461125, 45921.953931549871457, 67265.770927008700853,
                           33430.575583588128105, 2509.0809287301226727};
    constexpr std::array b{1.0,
                           42.313330701600911252,
                           687.18700749205790830,
                           5394.1960214247511077,
                           21213.794301586595867,
                           39307.895800092710610,
                           28729.085735721942674,
                           5226.4952788528545610};
    constexpr std::array c{1.42343711074968357734,   4.63033784615654529590,
                           5.76949722146069140550,   3.64784832476320460504,
                           1.27045825245236838258,   0.241780725177450611770,
                           0.0227238449892691845833, 7.74545014278341407640e-4};
    constexpr std::array d{1.0,
                           2.05319162663775882187,
                           1.67638483018380384940,
                           0.689767334985100004550,
                           0.148103976427480074590,
                           0.0151986665636164571966,
                           5.47593808499534494600e-4,
                           1.05075007164441684324e-9};
    constexpr std::array e{6.65790464350110377720,    5.46378491116411436990,
                           1.78482653991729133580,    0.296560571828504891230,
                           0.0265321895265761230930,  0.00124266094738807843860,
                           2.71155556874348757815e-5, 2.01033439929228813265e-7};
    constexpr std::array f{1.0,
                           0.599832206555887937690,
                           0.136929880922735805310,
                           0.0148753612908506148525,
                           7.86869131145613259100e-4,
                           1.84631831751005468180e-5,
                           1.42151175831644588870e-7,
                           2.04426310338993978564e-15};
    const double q = u - 0.5;
    if (std::abs(q) <= 0.425) {
        const double r = 0.180625 - q * q;
        return q * polynomial(a, r) / polynomial(b, r);
    }
    const double r = std::sqrt(-std::log(q < 0 ? u : 1 - u));
    const double far = r <= 5 ? polynomial(c, r - 1.6) / polynomial(d, r - 1.6)
                              : polynomial(e, r - 5) / polynomial(f, r - 5);
    return q < 0 ? -far : far;
}

/// The shortest of a bounded Pareto distribution whose mean is 1.
double pareto_shortest(double alpha, double ratio) noexcept {
    if (std::abs(alpha - 1) < 1e-9) {
        return (1 - 1 / ratio) / std::log(ratio);
    }
    return (alpha - 1) / alpha * (1 - std::pow(ratio, -alpha)) / (1 - std::pow(ratio, 1 - alpha));
}

} // namespace

shape::shape(std::string_view given) {
    const auto text = trimmed(given);
    std::string_view name;
    const auto arguments = read_arguments(text, name);
    const std::array names{"constant",  "uniform",        "exponential",
                           "lognormal", "bounded_pareto", "bimodal"};
    constexpr std::array<std::size_t, 6> counts{0, 0, 0, 1, 2, 2};
    const auto* const found = std::ranges::find(names, name);
    if (found == names.end()) {
        refuse(text, std::string("is unknown; give one of ") + all_shapes);
    }
    const auto place = static_cast<std::size_t>(found - names.begin());
    if (arguments.size() != counts[place]) {
        refuse(text, "has " + std::to_string(arguments.size()) + " numbers and takes " +
                         std::to_string(counts[place]) + "; give one of " + all_shapes);
    }
    kind_ = static_cast<kind>(place);
    first_ = !arguments.empty() ? arguments[0] : 0;
    second_ = arguments.size() > 1 ? arguments[1] : 0;
    check(text);
    if (kind_ == kind::bounded_pareto) {
        scale_ = pareto_shortest(first_, second_);
    } else if (kind_ == kind::bimodal) {
        scale_ = 1 / (1 - first_ + first_ * second_);
    }
}

void shape::check(std::string_view text) const {
    const auto within = [text](double value, double least, double most, const char* what) {
        if (value < least || value > most) {
            refuse(text, what);
        }
    };
    if (kind_ == kind::lognormal) {
        within(first_, 0, 3, "has no such spread; give a standard deviation from 0 to 3");
    } else if (kind_ == kind::bounded_pareto) {
        within(first_, 0.1, 10, "falls with no such power; give a power from 0.1 to 10");
        within(second_, 1.001, 1e6,
               "has no such range; give a ratio of the longest to the shortest from 1.001 to 1e6");
    } else if (kind_ == kind::bimodal) {
        within(first_, 1e-6, 1 - 1e-6, "has no such share; give a share from 1e-6 to 0.999999");
        within(second_, 1, 1e6, "has no such factor; give a factor from 1 to 1e6");
    }
}

double shape::quantile(double u) const noexcept {
    switch (kind_) {
    case kind::constant:
        return 1;
    case kind::uniform:
        return 2 * u;
    case kind::exponential:
        return -std::log1p(-u);
    case kind::lognormal:
        return std::exp(first_ * normal_quantile(u) - first_ * first_ / 2);
    case kind::bounded_pareto:
        return scale_ * std::pow(1 - u * (1 - std::pow(second_, -first_)), -1 / first_);
    case kind::bimodal:
        return u < 1 - first_ ? scale_ : scale_ * second_;
    }
    return 1;
}

double drawn(std::uint64_t seed, std::uint64_t stream, std::uint64_t counter) noexcept {
    const auto bits = mix(mix(seed ^ mix(stream)) ^ mix(counter));
    return (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53; // the middle of one of 2^53 steps
}

std::int64_t drawn_times::drawn_ns(std::size_t i) const noexcept {
    constexpr auto longest_ns = max_duration_us * 1000;
    const std::int64_t most_steps = longest_ns / step_ns_;
    const double factor = shape_.quantile(drawn(seed_, which_, i));
    const double steps = static_cast<double>(mean_ns_) * factor / static_cast<double>(step_ns_);
    return steps < static_cast<double>(most_steps) ? std::llround(steps) * step_ns_ : longest_ns;
}

drawn_times::totals drawn_times::of_first(std::size_t tasks) const noexcept {
    if (all_alike()) {
        return {mean_ns_ * static_cast<std::int64_t>(tasks), tasks > 0 ? mean_ns_ : 0};
    }
    totals found;
    for (std::size_t i = 0; i < tasks; ++i) {
        const auto each_ns = drawn_ns(i);
        found.all_ns += each_ns;
        found.longest_ns = std::max(found.longest_ns, each_ns);
    }
    return found;
}

task_cost drawn_times::cost_of(std::size_t tasks) const noexcept {
    if (all_alike()) {
        return {.wait_ns = mean_ns_};
    }
    const auto all = of_first(tasks);
    return {.wait_ns = mean_ns_, .all_waits_ns = all.all_ns, .longest_wait_ns = all.longest_ns};
}

} // namespace crossover::workloads
