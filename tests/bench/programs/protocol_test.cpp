#include "bench/programs/protocol.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace crossover::tests {
namespace {

using bench::bad_answer;
using bench::read_batch_answer;
using bench::read_description;
using bench::read_ready;

const char* const description =
    R"({"protocol":2,"engine":"mine","library":"lib","version":"1","language":"go",
        "contenders":[{"strategy":"gather","kind":"documented","starts":"thread",
                       "workloads":["noop"],"skipped":{"tcp":"no sockets"}}]})";

/// The description with one text in place of another.
std::string with(const std::string& old, const std::string& fresh) {
    std::string text = description;
    const auto at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return text.replace(at, old.size(), fresh);
}

std::string complaint(const std::string& answer, const std::string& file = "mine") {
    try {
        read_description(answer, file);
    } catch (const bad_answer& wrong) {
        return wrong.what();
    }
    return "";
}

TEST(Protocol, ReadsADescription) {
    const auto d = read_description(description, "any_name");
    EXPECT_EQ(d.engine, "mine");
    EXPECT_EQ(d.language, "go");
    ASSERT_EQ(d.contenders.size(), 1U);
    EXPECT_EQ(d.contenders[0].kind, kind::documented);
    EXPECT_EQ(d.contenders[0].starts, runner::per_task::thread);
    EXPECT_EQ(d.contenders[0].skipped.at("tcp"), "no sockets");
    EXPECT_EQ(d.unavailable, "");
}

TEST(Protocol, ReadsWhyNothingOfAProgramCanRun) {
    const auto d =
        read_description(with("\"go\"", R"("go","unavailable":"there is no go")"), "any");
    EXPECT_EQ(d.unavailable, "there is no go");
}

TEST(Protocol, SaysWhatIsWrongWithADescription) {
    const std::pair<std::string, const char*> wrong[] = {
        {"", "one JSON object a line"},
        {"[1]", "one JSON object a line"},
        {"{}", "\"protocol\" must be a whole number"},
        {with(":2,", ":1,"), "speaks version 1"},
        {with("\"mine\"", "7"), "\"engine\" must be a text"},
        {with("mine", "My Engine"), "small letters"},
        {with("documented", "fastest"), "must be one of best, documented, textbook"},
        {with("thread", "goroutine"), "must be one of nothing, thread, process"},
        {with("[\"noop\"]", "[3]"), "must be a text"},
        {with("\"starts\":\"thread\"", "\"limit\":\"tasks\""), "only a baseline says it"},
        {with("\"gather\",\"kind\":\"documented\"", "\"gather\",\"kind\":\"baseline\""),
         "a baseline has both"},
    };
    for (const auto& [answer, words] : wrong) {
        EXPECT_NE(complaint(answer).find(words), std::string::npos) << answer << "\n"
                                                                    << complaint(answer);
    }
    const auto baseline =
        with("\"gather\",\"kind\":\"documented\"", "\"baseline\",\"kind\":\"baseline\"");
    EXPECT_EQ(complaint(baseline), "");
    EXPECT_NE(complaint(baseline, "other").find("its file's name, 'other'"), std::string::npos);
}

TEST(Protocol, WritesWhatATaskDoes) {
    const auto line = bench::prepare_line({.strategy = "gather",
                                           .workload = "tcp",
                                           .size = {.tasks = 10, .limit = 10},
                                           .cell_limit = 4,
                                           .task = {{"port", std::int64_t{80}}, {"host", "here"}},
                                           .file = "/proc/1/fd/2",
                                           .file_bytes = 240,
                                           .digests_at = 0,
                                           .stamps_at = 80});
    const auto read = nlohmann::json::parse(line);
    EXPECT_EQ(read["do"], "prepare");
    EXPECT_EQ(read["limit"], 10);
    EXPECT_EQ(read["cell_limit"], 4);
    EXPECT_EQ(read["task"]["port"], 80);
    EXPECT_EQ(read["task"]["host"], "here");
    EXPECT_EQ(read["file"]["stamps_at"], 80);
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto order = nlohmann::json::parse(bench::batch_line(7, 10, true, 9));
    EXPECT_EQ(order["number"], 7);
    EXPECT_EQ(order["stamps"], true);
    EXPECT_EQ(order["salt"], 9);
    EXPECT_FALSE(order.contains("lag"));
    EXPECT_EQ(nlohmann::json::parse(bench::batch_line(7, 10, true, 9, true))["lag"], true);
}

TEST(Protocol, ReadsWhetherAProgramIsReady) {
    EXPECT_EQ(read_ready(R"({"ready":true})"), "");
    EXPECT_EQ(read_ready(R"({"skipped":"no room"})"), "no room");
    for (const char* wrong : {"{}", R"({"ready":false})", R"({"failed":"alas"})", "ready"}) {
        EXPECT_THROW(read_ready(wrong), bad_answer) << wrong;
    }
}

TEST(Protocol, ReadsABatchesTimes) {
    const auto a = read_batch_answer(R"({"number":3,"started_ns":5,"makespan_ns":7})", 3);
    EXPECT_EQ(a.started_ns, 5);
    EXPECT_EQ(a.makespan_ns, 7);
    EXPECT_TRUE(a.late_ns.empty());
    const std::vector<std::int64_t> beats{4, 0};
    EXPECT_EQ(read_batch_answer(R"({"number":3,"started_ns":5,"makespan_ns":7,"late_ns":[4,0]})", 3)
                  .late_ns,
              beats);
    EXPECT_EQ(read_batch_answer(R"({"number":3,"failed":"alas"})", 3).failed, "alas");
    EXPECT_EQ(read_batch_answer(R"({"number":3,"refused":"full"})", 3).refused, "full");
    for (const char* wrong :
         {R"({"number":2,"started_ns":5,"makespan_ns":7})", R"({"number":3,"makespan_ns":7})",
          R"({"number":3,"started_ns":5,"makespan_ns":"7"})", R"({"number":3,"started_ns":5})",
          R"({"number":3,"started_ns":5,"makespan_ns":7,"late_ns":[-1]})",
          R"({"number":3,"started_ns":5,"makespan_ns":7,"late_ns":[0.5]})",
          R"({"number":3,"started_ns":5,"makespan_ns":7,"late_ns":4})",
          R"({"number":3,"started_ns":5,"makespan_ns":7,"late_ns":[18446744073709551615]})",
          R"({"number":3,"started_ns":5.5,"makespan_ns":7})", "nan"}) {
        EXPECT_THROW(read_batch_answer(wrong, 3), bad_answer) << wrong;
    }
}

/// Their sums would overflow, and a lie would pass.
TEST(Protocol, RefusesTimesThatCannotBeCountedWith) {
    for (const std::string ns : {"9223372036854775807", "-9223372036854775808",
                                 "18446744073709551615", "1000000000000000001"}) {
        EXPECT_THROW(
            read_batch_answer(R"({"number":3,"started_ns":)" + ns + R"(,"makespan_ns":7})", 3),
            bad_answer)
            << ns;
        EXPECT_THROW(
            read_batch_answer(R"({"number":3,"started_ns":5,"makespan_ns":)" + ns + "}", 3),
            bad_answer)
            << ns;
    }
    EXPECT_EQ(
        read_batch_answer(R"({"number":3,"started_ns":-5,"makespan_ns":1000000000000000000})", 3)
            .started_ns,
        -5);
}

/// An answer may be 64 KiB long: so deep, quoting it would overflow the stack.
TEST(Protocol, RefusesWhatNestsTooDeep) {
    constexpr std::size_t levels = 32'000;
    const auto deep = R"({"a":)" + std::string(levels, '[') + std::string(levels, ']') + "}";
    EXPECT_NE(complaint(deep).find("nests more than 16 levels deep"), std::string::npos);
    EXPECT_THROW(read_ready(deep), bad_answer);
    EXPECT_THROW(read_batch_answer(deep, 3), bad_answer);
}

} // namespace
} // namespace crossover::tests
