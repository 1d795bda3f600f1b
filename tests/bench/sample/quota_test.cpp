#include "bench/sample/quota.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <unistd.h>

namespace crossover::tests {
namespace {

/// A hierarchy of control groups, as far as their quotas go.
class Quota : public testing::Test {
protected:
    void SetUp() override {
        root_ = std::filesystem::temp_directory_path() /
                ("crossover-quota-" + std::to_string(::getpid()));
        std::filesystem::create_directories(root_ / "machine" / "service");
    }
    void TearDown() override { std::filesystem::remove_all(root_); }

    void limit(const std::string& group, const std::string& text) {
        std::ofstream(root_ / group / "cpu.max") << text << '\n';
    }
    [[nodiscard]] double cores() const { return bench::quota_cores(root_, "/machine/service"); }

    std::filesystem::path root_;
};

TEST_F(Quota, IsNoneWithoutLimits) {
    EXPECT_EQ(cores(), 0);
    limit("machine/service", "max 100000");
    EXPECT_EQ(cores(), 0);
}

TEST_F(Quota, IsItsOwn) {
    limit("machine/service", "150000 100000");
    EXPECT_DOUBLE_EQ(cores(), 1.5);
}

TEST_F(Quota, IsAlsoThatOfTheGroupsAbove) {
    limit("machine", "200000 100000");
    EXPECT_DOUBLE_EQ(cores(), 2);
    limit("machine/service", "max 100000");
    EXPECT_DOUBLE_EQ(cores(), 2);
    limit("", "50000 100000"); // a container's root has one
    EXPECT_DOUBLE_EQ(cores(), 0.5);
}

TEST_F(Quota, IsTheLeastOfAll) {
    limit("machine", "400000 100000");
    limit("machine/service", "100000 100000");
    EXPECT_DOUBLE_EQ(cores(), 1);
}

/// Version 1 mounts a hierarchy a controller, beside a version 2 that rules nothing.
TEST_F(Quota, OfVersion1IsSeenUnderEveryNameOfItsController) {
    const auto group = root_ / "cpu" / "machine";
    std::filesystem::create_directories(group);
    std::ofstream(group / "cpu.cfs_period_us") << "100000\n";
    std::ofstream(group / "cpu.cfs_quota_us") << "-1\n";
    const auto quota = [this](const std::string& lines) {
        std::istringstream membership(lines);
        return bench::quota_cores(root_, membership);
    };
    EXPECT_EQ(quota("2:cpu:/machine\n0::/\n"), 0) << "-1 is no limit";
    std::ofstream(group / "cpu.cfs_quota_us") << "50000\n";
    EXPECT_DOUBLE_EQ(quota("2:cpu:/machine\n0::/\n"), 0.5);
    EXPECT_DOUBLE_EQ(quota("0::/\n2:cpu,cpuacct:/machine\n"), 0.5);
    EXPECT_EQ(quota("2:cpuacct:/machine\n3:cpuset:/machine\n0::/\n"), 0);
    limit("machine", "30000 100000");
    EXPECT_DOUBLE_EQ(quota("2:cpu:/machine\n0::/machine\n"), 0.3) << "the tighter of the two";
}

TEST_F(Quota, OfTheRootGroupIsTheRoots) {
    limit("", "300000 100000");
    limit("machine", "100000 100000");
    EXPECT_DOUBLE_EQ(bench::quota_cores(root_, "/"), 3);
}

} // namespace
} // namespace crossover::tests
