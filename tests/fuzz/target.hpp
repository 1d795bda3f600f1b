#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// One input, for libFuzzer or for feed_files.cpp. Each file of targets/ defines it. A process that
/// it ends has found something; else it returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

/// What the targets share: each gives bytes to one parser, and holds what comes of them against
/// what that parser promises.
namespace crossover::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) noexcept {
    return {reinterpret_cast<const char*>(data), size};
}

/// What of a text an argument can hold: that ends before its first NUL.
inline std::string_view argument_of(std::string_view text) noexcept {
    return text.substr(0, text.find('\0'));
}

/// The lines of a text, without their ends: an argument each.
inline std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.emplace_back(argument_of(text.substr(0, end)));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return lines;
}

/// Ends the process, so that the input is kept, unless a promise is kept.
inline void require(bool kept, const char* promise) {
    if (!kept) {
        std::fprintf(stderr, "broken promise: %s\n", promise);
        std::abort();
    }
}

/// Whether `read` takes its input. It may refuse it by error(bad_input) with a sentence; whatever
/// else it throws ends the process.
template <class Read>
bool is_accepted(Read&& read) {
    try {
        read();
        return true;
    } catch (const error& refused) {
        require(refused.code() == exit_code::bad_input, "what is refused is bad input");
        require(refused.what()[0] != '\0', "a refusal says why");
        return false;
    }
}

} // namespace crossover::fuzz
