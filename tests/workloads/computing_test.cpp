/// The workloads that compute, against what is known of their computations.

#include "base/digest.hpp"
#include "workloads/compress.hpp"
#include "workloads/json.hpp"
#include "workloads/mandelbrot.hpp"
#include "workloads/nqueens.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <type_traits>

namespace crossover::tests {
namespace {

using namespace workloads;

template <class W>
parameters sized(const std::map<std::string, std::int64_t>& given, double rate) {
    return parameters(W::name, W::parameter_list, given,
                      {.rates = {{std::string(W::name), rate}}, .texts = {}});
}

TEST(Nqueens, FindsTheNinetyTwoSolutions) {
    EXPECT_EQ(count_queens(64), 92);
}

/// Each solution has eight queens, so it is lost with each of eight blocked squares.
TEST(Nqueens, LosesEachSolutionWithEachOfItsSquares) {
    std::uint64_t lost = 0;
    for (unsigned square = 0; square < 64; ++square) {
        lost += 92 - count_queens(square);
    }
    EXPECT_EQ(lost, 92 * 8);
}

TEST(Json, SumsWhatWasWritten) {
    const json work(sized<json>({{"documents", 3}}, 1));
    EXPECT_EQ(work.compute(5, 0), work.expected(5));
    EXPECT_NE(work.expected(5), json(sized<json>({{"documents", 4}}, 1)).expected(5))
        << "the amount is in the digest";
}

/// A frame's size is in the digest: text that did not compress would give others.
TEST(Compress, DependsOnEveryByteThatIsAskedFor) {
    const compress some(sized<compress>({{"bytes", 200'000}}, 1));
    const compress one_more(sized<compress>({{"bytes", 200'001}}, 1));
    EXPECT_EQ(some.compute(1, 0), some.expected(1));
    EXPECT_NE(some.expected(1), one_more.expected(1));
}

/// The square from -0.375 - 0.375i to 0 lies within the set: every orbit goes on to the end.
TEST(Mandelbrot, KnowsATileWithinTheSet) {
    const mandelbrot work(sized<mandelbrot>({{"points", 100}}, 1));
    EXPECT_EQ(work.compute(43, 0), mix(std::uint64_t{100 * 500} ^ mix(43)));
    EXPECT_EQ(work.compute(43 + 64, 0), mix(std::uint64_t{100 * 500} ^ mix(43 + 64)))
        << "tiles come round";
}

TEST(Mandelbrot, HasTilesOfUnlikeCost) {
    const mandelbrot work(sized<mandelbrot>({{"points", 100}}, 1));
    double sum = 0;
    double least = 1;
    for (std::size_t i = 0; i < 64; ++i) {
        sum += work.cost_share(i);
        least = std::min(least, work.cost_share(i));
    }
    EXPECT_NEAR(sum, 64, 1e-9) << "shares of the average task";
    EXPECT_LT(least * 50, work.cost_share(43));
}

template <class W>
class Computing : public testing::Test {};
using computing_workloads = testing::Types<nqueens, mandelbrot, json, compress>;
TYPED_TEST_SUITE(Computing, computing_workloads);

TYPED_TEST(Computing, TakesItsAmountFromTheTimeAndTheRate) {
    const TypeParam by_time(sized<TypeParam>({{"cpu_us", 60}}, 0.1));
    const auto& own = TypeParam::parameter_list[0];
    const TypeParam by_amount(sized<TypeParam>({{std::string(own.name), 6}}, 1));
    EXPECT_EQ(by_time.expected(3), by_amount.expected(3))
        << "60 us at 0.1 " << own.name << " a microsecond";
}

TYPED_TEST(Computing, NeverComputesNothingWhenTimeIsAskedFor) {
    const auto& own = TypeParam::parameter_list[0];
    const TypeParam little(sized<TypeParam>({{"cpu_us", 1}}, 0.0001));
    const TypeParam one(sized<TypeParam>({{std::string(own.name), 1}}, 1));
    EXPECT_EQ(little.expected(0), one.expected(0));
}

TYPED_TEST(Computing, IsCalibrated) {
    EXPECT_GT(TypeParam::calibrate(), 0);
}

} // namespace
} // namespace crossover::tests
