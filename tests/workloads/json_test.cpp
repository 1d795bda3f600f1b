/// The document that tasks parse, read apart from them.

#include "workloads/json.hpp"

#include "base/digest.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

namespace crossover::tests {
namespace {

parameters documents_asked(const std::map<std::string, std::int64_t>& given) {
    return {
        "json", workloads::json::parameter_list, given, {.rates = {{"json", 0.05}}, .texts = {}}};
}

/// The sum of the numbers of the document that programs are told of.
std::uint64_t sum_of_orders(const workloads::json& work) {
    const auto orders = nlohmann::json::parse(std::get<std::string>(work.told().at("text")));
    EXPECT_EQ(orders.size(), 48U);
    std::uint64_t sum = 0;
    for (const auto& order : orders) {
        sum += order["id"].get<std::uint64_t>() + order["cents"].get<std::uint64_t>() +
               order["count"].get<std::uint64_t>() + order["tags"][1].get<std::uint64_t>() +
               order["tags"][2].get<std::uint64_t>();
        EXPECT_TRUE(order["item"].is_string() && order["tags"][0] == "new");
    }
    return sum;
}

TEST(JsonWorkload, SumsTheNumbersOfTheDocumentThatItTells) {
    const workloads::json work(documents_asked({{"documents", 3}}));
    const auto sum = sum_of_orders(work) * 3;
    EXPECT_EQ(work.compute(5, 0, 9), mix(sum ^ 5 ^ 9));
    EXPECT_EQ(work.expected(5, 9), mix(sum ^ 5 ^ 9));
}

TEST(JsonWorkload, ParsesAboutFourKilobytes) {
    const workloads::json work(documents_asked({{"documents", 1}}));
    const auto bytes = std::get<std::string>(work.told().at("text")).size();
    EXPECT_GE(bytes, 3U << 10);
    EXPECT_LE(bytes, 4U << 10);
}

TEST(JsonWorkload, TellsHowManyAndWhatTheyCost) {
    const auto p = documents_asked({{"cpu_us", 100}});
    EXPECT_EQ(std::get<std::int64_t>(workloads::json(p).told().at("documents")), 5);
    EXPECT_EQ(workloads::json::cost(p, 1).cpu_ns, 100'000);
    EXPECT_EQ(workloads::json::cost(documents_asked({{"documents", 5}}), 1).cpu_ns, 100'000);
}

} // namespace
} // namespace crossover::tests
