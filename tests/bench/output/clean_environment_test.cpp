/// A program that is started anew, without the variables that Google Benchmark
/// obeys.

#include "bench/output/clean_environment.hpp"

#include "base/error.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/refuse_call.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <gtest/gtest.h>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

constexpr const char* started_anew = "CROSSOVER_STARTED_ANEW";
constexpr int ended_clean = 42; ///< what the program ends with that was started anew, and is clean

/// The test that starts its program anew runs there once more.
TEST(CleanEnvironment, IsThatOfTheSameProgramStartedAnew) {
    if (std::getenv(started_anew) != nullptr) {
        const bool is_clean = std::getenv("BENCHMARK_FILTER") == nullptr &&
                              std::getenv("BENCHMARK_OUT") == nullptr &&
                              std::getenv("BENCH") != nullptr;
        ::_exit(is_clean ? ended_clean : 1);
    }
    const int status = status_of_child([] {
        ::setenv(started_anew, "1", 1);
        ::setenv("BENCHMARK_FILTER", "nothing", 1);
        ::setenv("BENCHMARK_OUT", "", 1);
        ::setenv("BENCH", "kept", 1);
        ::unsetenv("GTEST_TOTAL_SHARDS"); // the two stand together
        ::unsetenv("GTEST_SHARD_INDEX");
        std::string name = "tests";
        std::string filter = "--gtest_filter=CleanEnvironment.IsThatOfTheSameProgramStartedAnew";
        std::array<char*, 3> arguments{name.data(), filter.data(), nullptr};
        bench::ignore_benchmark_variables(arguments.data());
        ADD_FAILURE() << "it was not started";
    });
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), ended_clean);
}

TEST(CleanEnvironment, IsLeftAsItIs) {
    in_child([] {
        ::clearenv();
        ::setenv("BENCH", "kept", 1);
        bench::ignore_benchmark_variables(nullptr);
        EXPECT_STREQ(std::getenv("BENCH"), "kept");
    });
}

TEST(CleanEnvironment, ThatCannotBeHadIsAnErrorThatNamesTheVariable) {
    in_child([] {
        ::clearenv();
        ::setenv("BENCHMARK_COLOR", "on", 1);
        if (!refuse_call(SYS_execve, EACCES)) {
            return; // the system allows no filter
        }
        std::array<char*, 1> arguments{nullptr};
        try {
            bench::ignore_benchmark_variables(arguments.data());
            ADD_FAILURE() << "nothing was thrown";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::internal);
            EXPECT_NE(std::string(refused.what()).find("BENCHMARK_COLOR"), std::string::npos);
        }
    });
}

} // namespace
} // namespace crossover::tests
