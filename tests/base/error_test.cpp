/// An error tells its sentence and its exit code; an errno becomes a limit of the machine where one
/// is reached.

#include "base/error.hpp"

#include <cerrno>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <system_error>

namespace crossover::tests {
namespace {

/// Callers of the bench and of `crossover` compare with them.
TEST(Error, HasTheExitCodesThatCallersKnow) {
    const auto number = [](exit_code code) { return static_cast<int>(code); };
    EXPECT_EQ(number(exit_code::success), 0);
    EXPECT_EQ(number(exit_code::internal), 1);
    EXPECT_EQ(number(exit_code::bad_input), 2);
    EXPECT_EQ(number(exit_code::server_failed), 3);
    EXPECT_EQ(number(exit_code::results_file), 4);
    EXPECT_EQ(number(exit_code::invalid_measurement), 5);
    EXPECT_EQ(number(exit_code::missing_dependency), 6);
    EXPECT_EQ(number(exit_code::machine_limit), 7);
    EXPECT_EQ(number(exit_code::refused), 9);
    EXPECT_EQ(number(exit_code::program_failed), 10);
}

TEST(Error, KeepsItsSentenceAndItsCode) {
    const error known(exit_code::results_file, std::string("cannot write there"));
    EXPECT_STREQ(known.what(), "cannot write there");
    EXPECT_EQ(known.code(), exit_code::results_file);
}

TEST(Error, AdvisesWhereALimitIsReachedAndNowhereElse) {
    const auto advised = [](int number, std::string_view what) {
        const char* const advice = limit_advice(number);
        return advice != nullptr && std::string_view(advice).find(what) != std::string_view::npos;
    };
    EXPECT_TRUE(advised(EMFILE, "ulimit -n"));
    EXPECT_TRUE(advised(ENFILE, "fs.file-max"));
    EXPECT_TRUE(advised(ENOMEM, "ulimit -v"));
    EXPECT_TRUE(advised(ENOBUFS, "ulimit -v"));
    EXPECT_TRUE(advised(EAGAIN, "ulimit -u"));
    for (const int number : {0, EBADF, EINTR, EINVAL, EPERM, ECONNREFUSED}) {
        EXPECT_EQ(limit_advice(number), nullptr) << number;
    }
}

TEST(Error, OfAnErrnoIsALimitWithAdviceOrTheSystemsOwn) {
    try {
        throw_errno(ENFILE, "opening a file");
    } catch (const error& limit) {
        EXPECT_EQ(limit.code(), exit_code::machine_limit);
        EXPECT_EQ(limit.what(), "opening a file: Too many open files in system; " +
                                    std::string(limit_advice(ENFILE)));
    }
    try {
        throw_errno(EPERM, "opening a file");
    } catch (const std::system_error& other) {
        EXPECT_EQ(other.code(), std::errc::operation_not_permitted);
        EXPECT_TRUE(std::string_view(other.what()).starts_with("opening a file"));
    }
}

} // namespace
} // namespace crossover::tests
