#pragma once

#include "base/failure.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace crossover {

/// What one task's failure leaves behind in a batch that collects: text, because it may have to
/// leave a worker process. Plain memory, so that it can lie in a shared mapping; written by whoever
/// runs the task, read after the batch.
struct failure_slot {
    bool failed = false;
    exit_code code = exit_code::success;
    std::array<char, 248> text{}; ///< cut off when it is longer; 256 bytes a slot

    /// Keeps the exception that is being handled.
    void keep_current() noexcept {
        tell_current([this](const char* what, exit_code exit) noexcept { keep(what, exit); });
    }

    /// Throws what was kept, if anything was.
    void rethrow() const {
        if (failed) {
            throw error(code, text.data());
        }
    }

    /// Keeps a failure that was told by another process.
    void keep(std::string_view what, exit_code exit) noexcept {
        const std::size_t length = std::min(what.size(), text.size() - 1);
        std::memcpy(text.data(), what.data(), length);
        text[length] = '\0';
        code = exit;
        failed = true;
    }
};

} // namespace crossover
