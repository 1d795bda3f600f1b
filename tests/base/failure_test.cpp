/// What was thrown, as a sentence and an exit code: what the system refused is a limit of the
/// machine, whoever met it.

#include "base/failure.hpp"

#include <cerrno>
#include <future>
#include <gtest/gtest.h>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

namespace crossover::tests {
namespace {

struct told_failure {
    exit_code code = exit_code::success;
    std::string sentence;
};

template <class Throw>
told_failure failure_told_of(const Throw& thrower) {
    told_failure told;
    try {
        thrower();
    } catch (...) {
        tell_current([&told](const char* sentence, exit_code code) {
            told = {.code = code, .sentence = sentence};
        });
    }
    return told;
}

void expect_limit(const told_failure& told, const std::string& cause, const std::string& advice) {
    EXPECT_EQ(told.code, exit_code::machine_limit) << told.sentence;
    EXPECT_NE(told.sentence.find(cause), std::string::npos) << told.sentence;
    EXPECT_NE(told.sentence.find(advice), std::string::npos) << told.sentence;
}

void expect_internal(const told_failure& told, const std::string& sentence) {
    EXPECT_EQ(told.code, exit_code::internal) << told.sentence;
    EXPECT_EQ(told.sentence, sentence);
}

TEST(Failure, OfRefusedMemoryIsALimitOfTheMachine) {
    expect_limit(failure_told_of([] { throw std::bad_alloc(); }), "memory was refused",
                 "ulimit -v");
    expect_limit(failure_told_of([] { throw std::bad_array_new_length(); }), "memory", "ulimit -v");
}

TEST(Failure, OfTheStandardLibrarysRefusalsIsALimitOfTheMachine) {
    const auto refused = [](int number) {
        return failure_told_of(
            [number] { throw std::system_error(number, std::system_category(), "opening"); });
    };
    expect_limit(refused(EMFILE), "opening: Too many open files", "ulimit -n");
    expect_limit(refused(ENFILE), "opening", "fs.file-max");
    expect_limit(refused(ENOMEM), "opening: Cannot allocate memory", "memory.max");
    expect_limit(refused(EAGAIN), "opening", "pids.max");
}

TEST(Failure, OfAnErrnoSaysWhatWasAttempted) {
    expect_limit(failure_told_of([] { throw_errno(EMFILE, "making a loop"); }),
                 "making a loop: Too many open files", "ulimit -n");
    expect_internal(failure_told_of([] { throw_errno(EBADF, "making a loop"); }),
                    "making a loop: Bad file descriptor");
}

TEST(Failure, OfAllElseIsTheSuitesOwn) {
    expect_internal(failure_told_of([] { throw std::runtime_error("bad luck"); }), "bad luck");
    const std::future_error broken(std::future_errc::no_state);
    expect_internal(failure_told_of([&broken] { throw broken; }), broken.what());
    EXPECT_EQ(failure_told_of([] { throw 42; }).code, exit_code::internal);
    const auto known = failure_told_of([] { throw error(exit_code::bad_input, "no such cell"); });
    EXPECT_EQ(known.code, exit_code::bad_input);
    EXPECT_EQ(known.sentence, "no such cell");
}

} // namespace
} // namespace crossover::tests
