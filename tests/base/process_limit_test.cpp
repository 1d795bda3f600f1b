#include "base/process_limit.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

TEST(ProcessLimit, IsTheTightestOnTheWayUpAndNamesItsFile) {
    const std::string top =
        std::filesystem::temp_directory_path() / ("crossover-limit-" + std::to_string(::getpid()));
    const auto write = [&](const std::string& group, const std::string& text) {
        std::filesystem::create_directories(top + group);
        std::ofstream(top + group + "/pids.max") << text << '\n';
    };
    write("/a/b", "max");
    EXPECT_EQ(process_limit_of_group(top, "/a/b").file, "");
    write("/a", "100");
    write("", "500");
    const auto found = process_limit_of_group(top, "/a/b");
    EXPECT_EQ(found.most, 100U);
    EXPECT_EQ(found.file, top + "/a/pids.max");
    EXPECT_EQ(process_limit_of_group(top, "").most, 500U);
    std::filesystem::remove_all(top);
}

} // namespace
} // namespace crossover::tests
