#include "bench/catalog/machine_limits.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

namespace fs = std::filesystem;
using bench::group_room;
using bench::unlimited;

/// A tree of control groups, as /sys/fs/cgroup shows them.
class MachineLimits : public testing::Test {
protected:
    void SetUp() override { fs::create_directories(root_ / "a" / "b"); }
    void TearDown() override { fs::remove_all(root_); }

    void set(const fs::path& file, const std::string& text) const {
        std::ofstream(root_ / file) << text << '\n';
    }
    [[nodiscard]] std::size_t room() const {
        return group_room(root_, "/a/b", "pids.max", "pids.current");
    }

    fs::path root_ = fs::temp_directory_path() / ("limits_" + std::to_string(::getpid()));
};

TEST_F(MachineLimits, AreTheTightestOfAGroupAndThoseAboveIt) {
    EXPECT_EQ(room(), unlimited) << "there are no such files";
    set("a/b/pids.max", "max");
    EXPECT_EQ(room(), unlimited);
    set("a/b/pids.max", "100");
    set("a/b/pids.current", "10");
    EXPECT_EQ(room(), 90U);
    set("a/pids.max", "60");
    set("a/pids.current", "20");
    EXPECT_EQ(room(), 40U);
    set("a/pids.current", "70");
    EXPECT_EQ(room(), 0U) << "a limit may be set below what is there";
}

TEST_F(MachineLimits, HaveTheHardLimitOfDescriptors) {
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    const auto read = bench::read_machine_limits();
    EXPECT_EQ(read.descriptors, limit.rlim_max);
    EXPECT_GT(read.memory_bytes, std::size_t{1} << 20);
    EXPECT_LT(read.memory_bytes, unlimited);
    EXPECT_GT(read.threads, 1U);
    EXPECT_NE(read.threads_by, "");
}

} // namespace
} // namespace crossover::tests
