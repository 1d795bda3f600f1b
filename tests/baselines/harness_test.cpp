#include "baselines/harness.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

namespace programs = baselines;

programs::request parsed(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "program");
    std::vector<char*> argv;
    for (auto& argument : arguments) {
        argv.push_back(argument.data());
    }
    return programs::parse_request(static_cast<int>(argv.size()), argv.data());
}

TEST(ServerRequest, IsReadAsTheBenchNamesItsCells) {
    const auto r = parsed(
        {"--cell=tcp/tasks:100/limit:8/wait_us:5000/bytes:128", "--batches=3", "--min_time_ms=7"});
    EXPECT_EQ(r.workload, "tcp");
    EXPECT_EQ(r.tasks, 100U);
    EXPECT_EQ(r.limit, 8U);
    EXPECT_EQ(r.wait_ns, 5'000'000);
    EXPECT_EQ(r.bytes, 128);
    EXPECT_EQ(r.batches, 3U);
    EXPECT_EQ(r.min_time_ns, 7'000'000);
    EXPECT_EQ(parsed({"--cell=noop/tasks:100"}).limit, 100U);
}

TEST(ServerRequest, RefusesWhatItDoesNotKnow) {
    for (const char* cell :
         {"", "nop/tasks:1", "noop", "noop/tasks:0", "noop/tasks:x", "noop/tasks:1/limit:0",
          "noop/tasks:1/wait_us:5", "sha256/tasks:1", "tcp/tasks:1/bytes:1", "noop/tasks"}) {
        EXPECT_THROW(parsed({std::string("--cell=") + cell}), error) << cell;
    }
    EXPECT_THROW(parsed({"--cell=noop/tasks:1", "--faster=1"}), error);
    EXPECT_THROW(parsed({}), error);
}

TEST(ServerWork, KnowsTheDigestOfEachTask) {
    const programs::work noop(parsed({"--cell=noop/tasks:4"}));
    const programs::work hashing(parsed({"--cell=sha256/tasks:4/bytes:100"}));
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(noop.compute(i), noop.expected(i));
        EXPECT_EQ(hashing.compute(i), hashing.expected(i));
        EXPECT_NE(hashing.compute(i), noop.compute(i));
    }
}

/// A program with a planted lie, run as a whole; what it wrote stands in `sample`.
class lying_runner final : public runner {
public:
    enum class lie { none, skip_one, swap_two, hurry };
    lying_runner(const programs::work& w, lie l) : work_(w), lie_(l) {}

    void run(const batch& b) override {
        for (std::size_t i = lie_ == lie::skip_one ? 1 : 0; i < b.tasks; ++i) {
            b.results[i] = work_.compute(i);
        }
        if (lie_ == lie::swap_two) {
            std::swap(b.results[0], b.results[1]);
        }
        if (lie_ != lie::hurry) {
            std::this_thread::sleep_for(std::chrono::nanoseconds(work_.shortest_ns()));
        }
    }

private:
    const programs::work& work_;
    lie lie_;
};

struct ended {
    int code = -1;
    std::string said;
    nlohmann::json sample;
};

ended run_program(lying_runner::lie lie, std::string cell) {
    const auto out =
        std::filesystem::temp_directory_path() / ("crossover_server_" + std::to_string(::getpid()));
    std::array<std::string, 4> arguments{"program", "--cell=" + cell, "--batches=3",
                                         "--samples_out=" + out.string()};
    std::array<char*, 4> argv{};
    std::ranges::transform(arguments, argv.begin(), [](std::string& a) { return a.data(); });
    ended e;
    testing::internal::CaptureStderr();
    e.code = programs::run_baseline(
        "program", static_cast<int>(argv.size()), argv.data(),
        [&](const programs::work& w) { return std::make_unique<lying_runner>(w, lie); });
    e.said = testing::internal::GetCapturedStderr();
    if (std::ifstream file(out); file) {
        file >> e.sample;
    }
    std::filesystem::remove(out);
    return e;
}

TEST(ServerHarness, WritesASampleInTheBenchsTerms) {
    const auto e = run_program(lying_runner::lie::none, "timer/tasks:10/limit:5/wait_us:2000");
    ASSERT_EQ(e.code, 0) << e.said;
    EXPECT_EQ(e.sample["program"], "program");
    EXPECT_EQ(e.sample["status"], "ok");
    EXPECT_EQ(e.sample["tasks"], 10);
    ASSERT_EQ(e.sample["makespan_ns"].size(), 3U);
    for (const auto& makespan : e.sample["makespan_ns"]) {
        EXPECT_GE(makespan, 4'000'000); // two rounds of 2 ms
    }
    for (const char* field : {"cpu_user_ns", "cpu_system_ns", "baseline_rss_bytes",
                              "peak_rss_bytes", "bytes_per_task"}) {
        EXPECT_TRUE(e.sample[field].is_number()) << field;
    }
}

TEST(ServerHarness, SeesATaskThatWasLeftOut) {
    const auto e = run_program(lying_runner::lie::skip_one, "noop/tasks:10");
    EXPECT_EQ(e.code, static_cast<int>(exit_code::invalid_measurement));
    EXPECT_NE(e.said.find("task 0"), std::string::npos) << e.said;
    EXPECT_TRUE(e.sample.is_null());
}

TEST(ServerHarness, SeesResultsInTheWrongPlace) {
    const auto e = run_program(lying_runner::lie::swap_two, "sha256/tasks:10/bytes:10");
    EXPECT_EQ(e.code, static_cast<int>(exit_code::invalid_measurement));
}

TEST(ServerHarness, SeesWaitsThatWereNotWaited) {
    const auto e = run_program(lying_runner::lie::hurry, "timer/tasks:10/wait_us:50000");
    EXPECT_EQ(e.code, static_cast<int>(exit_code::invalid_measurement));
    EXPECT_NE(e.said.find("its waits alone"), std::string::npos) << e.said;
}

} // namespace
} // namespace crossover::tests
