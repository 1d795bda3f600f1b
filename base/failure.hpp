#pragma once

#include "base/error.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <system_error>

namespace crossover {

/// Tells of the exception that is being handled: calls tell(sentence, exit code), whose sentence
/// lives as long as the call. A crossover::error speaks for itself. Memory, a thread or a
/// descriptor that was refused is a limit of the machine, whoever met it: the standard library as
/// well. All else is an error of the suite. Takes no memory of its own, for there may be none.
/// Precondition: inside a catch block. Throws what `tell` throws.
template <class Tell>
void tell_current(const Tell& tell) {
    try {
        throw;
    } catch (const error& known) {
        tell(known.what(), known.code());
    } catch (const std::bad_alloc&) {
        std::array<char, 256> sentence{};
        std::snprintf(sentence.data(), sentence.size(), "memory was refused; %s",
                      limit_advice(ENOMEM));
        tell(sentence.data(), exit_code::machine_limit);
    } catch (const std::system_error& refused) {
        const auto& kind = refused.code().category(); // of both the numbers are those of errno
        const bool is_errno = kind == std::generic_category() || kind == std::system_category();
        const char* const advice = is_errno ? limit_advice(refused.code().value()) : nullptr;
        if (advice == nullptr) {
            tell(refused.what(), exit_code::internal);
            return;
        }
        std::array<char, 512> sentence{};
        std::snprintf(sentence.data(), sentence.size(), "%s; %s", refused.what(), advice);
        tell(sentence.data(), exit_code::machine_limit);
    } catch (const std::exception& unknown) {
        tell(unknown.what(), exit_code::internal);
    } catch (...) {
        tell("something was thrown that is not a std::exception", exit_code::internal);
    }
}

} // namespace crossover
