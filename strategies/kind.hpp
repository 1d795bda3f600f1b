#pragma once

#include <string_view>

namespace crossover {

/// What a contender stands for, so that its figures are read as an answer to the right question.
enum class kind {
    best, ///< the best technique known to us
    documented, ///< the library as its documentation shows it
    textbook, ///< what most people would write
    mistake, ///< what nobody should write: a lesson
    pattern, ///< `gather` with a pattern of coro/ around it: shows what the pattern costs
    baseline, ///< a library or bare system calls, used directly
};

/// As it stands in JSON: `best`.
constexpr std::string_view name_of(kind k) noexcept {
    switch (k) {
    case kind::best:
        return "best";
    case kind::documented:
        return "documented";
    case kind::textbook:
        return "textbook";
    case kind::mistake:
        return "mistake";
    case kind::pattern:
        return "pattern";
    case kind::baseline:
        return "baseline";
    }
    return "";
}

/// The kind of strategy S on engine E. A mistake or a pattern is one on every engine; else the
/// engine says, by `static constexpr kind kind_of(std::string_view strategy)`; one that says
/// nothing is the best technique known to us.
template <class S, class E>
constexpr kind kind_of() noexcept {
    if constexpr (requires { requires S::is_mistake; }) {
        return kind::mistake;
    } else if constexpr (requires { requires S::is_pattern; }) {
        return kind::pattern;
    } else if constexpr (requires { E::kind_of(S::name); }) {
        return E::kind_of(S::name);
    } else {
        return kind::best;
    }
}

} // namespace crossover
