#pragma once

#include <string_view>

namespace crossover::workloads {

/// A text without the blanks at both of its ends.
constexpr std::string_view trimmed(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos
               ? std::string_view()
               : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

} // namespace crossover::workloads
