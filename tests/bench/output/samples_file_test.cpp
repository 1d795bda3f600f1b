#include "bench/output/samples_file.hpp"

#include "base/error.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace crossover::tests {
namespace {

class SamplesFile : public testing::Test {
protected:
    SamplesFile() {
        std::string name = (std::filesystem::temp_directory_path() / "crossover_XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~SamplesFile() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

TEST_F(SamplesFile, GrowsByALineForEachMeasurement) {
    const auto path = (folder_ / "samples.jsonl").string();
    bench::measurement m;
    m.status = bench::status::skipped;
    for (int run = 0; run < 2; ++run) {
        const bench::samples_file samples(path);
        samples.append(m);
        samples.append(m);
    }
    std::ifstream file(path);
    std::string line;
    int lines = 0;
    while (std::getline(file, line)) {
        EXPECT_EQ(nlohmann::json::parse(line)["status"], "skipped");
        ++lines;
    }
    EXPECT_EQ(lines, 4);
}

TEST_F(SamplesFile, ThatCannotBeWrittenIsAnErrorWithItsPath) {
    const auto path = (folder_ / "no" / "such" / "folder.jsonl").string();
    try {
        const bench::samples_file samples(path);
        ADD_FAILURE() << "no error came through";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::results_file);
        EXPECT_NE(std::string(refused.what()).find(path), std::string::npos);
    }
}

TEST_F(SamplesFile, OnAFullDiskIsAnError) {
    const bench::samples_file samples("/dev/full");
    try {
        samples.append({});
        ADD_FAILURE() << "no error came through";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::results_file);
    }
}

TEST_F(SamplesFile, WithoutAPathIsNowhere) {
    const bench::samples_file samples("");
    samples.append({});
}

} // namespace
} // namespace crossover::tests
