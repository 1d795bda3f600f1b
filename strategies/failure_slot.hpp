#pragma once

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <stdexcept>
#include <string_view>

namespace crossover {

/// What one task's failure leaves behind in a batch that collects: text, because it may have to
/// leave a worker process. Plain memory, so that it can lie in a shared mapping; written by whoever
/// runs the task, read after the batch.
struct failure_slot {
    bool failed = false;
    int code = 0; ///< the exit code of a crossover::error; 0 for any other exception
    std::array<char, 248> text{}; ///< cut off when it is longer; 256 bytes a slot

    /// Keeps the exception that is being handled.
    void keep_current() noexcept {
        try {
            throw;
        } catch (const error& known) {
            keep(known.what(), static_cast<int>(known.code()));
        } catch (const std::exception& known) {
            keep(known.what(), 0);
        } catch (...) {
            keep("a task threw something that is not a std::exception", 0);
        }
    }

    /// Throws what was kept, if anything was: a crossover::error as itself, all else as
    /// std::runtime_error with its text.
    void rethrow() const {
        if (failed && code != 0) {
            throw error(static_cast<exit_code>(code), text.data());
        }
        if (failed) {
            throw std::runtime_error(text.data());
        }
    }

    /// Keeps a failure that was told by another process: its text and the exit code of a
    /// crossover::error, or 0.
    void keep(std::string_view what, int exit) noexcept {
        const std::size_t length = std::min(what.size(), text.size() - 1);
        std::memcpy(text.data(), what.data(), length);
        text[length] = '\0';
        code = exit;
        failed = true;
    }
};

} // namespace crossover
