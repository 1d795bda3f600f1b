/// A cell as it stands in JSON, and JSON with texts of others.

#include "bench/output/cell_json.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace crossover::tests {
namespace {

TEST(CellJson, HasItsNumbersAndTheWordsOfItsChoices) {
    const auto text = bench::text_of(
        bench::cell_json(bench::parse_cell("shared_counter/tasks:5/limit:2/protection:lock")));
    const auto read = nlohmann::json::parse(text);
    EXPECT_EQ(read["workload"], "shared_counter");
    EXPECT_EQ(read["tasks"], 5);
    EXPECT_EQ(read["limit"], 2);
    EXPECT_EQ(read["params"]["protection"], "lock");
    EXPECT_EQ(read["params"]["increments"], 1000);
    EXPECT_FALSE(read["params"].contains("rate")) << "left unsaid";
    EXPECT_TRUE(text.starts_with(R"({"workload":"shared_counter","tasks":5,"limit":2,"params":{)"))
        << text;
}

TEST(CellJson, HasWhatIsWrittenAsAText) {
    const auto read =
        bench::cell_json(bench::parse_cell("noop/tasks:1/rate:100/arrivals:bursts(3)"));
    EXPECT_EQ(read["params"]["arrivals"], "bursts(3)");
    EXPECT_EQ(read["params"]["rate"], 100);
    EXPECT_EQ(bench::cell_json(bench::parse_cell("noop/tasks:1"))["params"],
              nlohmann::ordered_json::object());
}

TEST(CellJson, IsWrittenWithAReplacementForWhatIsNoText) {
    EXPECT_EQ(bench::text_of({{"path", "a\xff/b"}}), "{\"path\":\"a\xef\xbf\xbd/b\"}");
    EXPECT_EQ(bench::text_of({{"path", "\xc3\xa4"}}), "{\"path\":\"\xc3\xa4\"}");
}

TEST(CellJson, IsIndentedWhereThatIsAskedFor) {
    EXPECT_EQ(bench::text_of({{"a", 1}}), R"({"a":1})");
    EXPECT_EQ(bench::text_of({{"a", 1}}, 2), "{\n  \"a\": 1\n}");
}

} // namespace
} // namespace crossover::tests
