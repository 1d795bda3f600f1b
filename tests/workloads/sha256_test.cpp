/// Tasks that hash: how many bytes each.

#include "workloads/support/amount.hpp" // before what uses it

#include "workloads/sha256.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <variant>

namespace crossover::tests {
namespace {

using workloads::sha256;
using workloads::sha256_rounds;

parameters hashing_asked(const std::map<std::string, std::int64_t>& given) {
    return {"sha256", sha256::parameter_list, given, {.rates = {{"sha256", 2}}, .texts = {}}};
}

std::int64_t bytes_told(const sha256& work) {
    return std::get<std::int64_t>(work.told().at("bytes"));
}

TEST(Sha256Workload, HashesTheBytesThatAreAskedFor) {
    const sha256 work(hashing_asked({{"bytes", 300}, {"cpu_us", 7}}));
    EXPECT_EQ(bytes_told(work), 300);
    EXPECT_EQ(work.compute(3, 0, 5), sha256_rounds::digest_of(300, 3, 5));
    EXPECT_EQ(work.expected(3, 5), sha256_rounds::digest_of(300, 3, 5));
    EXPECT_NE(work.expected(3, 5), sha256_rounds::digest_of(301, 3, 5));
}

TEST(Sha256Workload, HashesForTheTimeThatIsAskedFor) {
    EXPECT_EQ(bytes_told(sha256(hashing_asked({}))), 2000) << "a millisecond is the default";
    EXPECT_EQ(bytes_told(sha256(hashing_asked({{"cpu_us", 7}}))), 14);
    EXPECT_EQ(bytes_told(sha256(hashing_asked({{"cpu_us", 0}}))), 0);
}

TEST(Sha256Workload, CostsWhatTheRateSays) {
    EXPECT_EQ(sha256::cost(hashing_asked({{"bytes", 300}}), 1).cpu_ns, 150'000);
    EXPECT_EQ(sha256::cost(hashing_asked({{"cpu_us", 7}}), 1).cpu_ns, 7000);
}

} // namespace
} // namespace crossover::tests
