/// How waits are spread over tasks: every shape keeps its mean, draws are the same wherever they
/// are made, and what cannot be a shape is refused in one sentence.

#include "workloads/support/shape.hpp"

#include "base/error.hpp"
#include "workloads/limited_api.hpp"
#include "workloads/mixed.hpp"
#include "workloads/support/salted.hpp"
#include "workloads/sync_only.hpp"
#include "workloads/tcp.hpp"
#include "workloads/timer.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using workloads::drawn;
using workloads::drawn_times;
using workloads::shape;

class EveryShape : public testing::TestWithParam<const char*> {};

/// The mean over the quantiles in the middle of a million equal shares: the integral, to what the
/// farthest tail holds.
TEST_P(EveryShape, HasTheMeanOne) {
    const shape s(GetParam());
    constexpr int steps = 1'000'000;
    double sum = 0;
    double before = 0;
    for (int k = 0; k < steps; ++k) {
        const double factor = s.quantile((k + 0.5) / steps);
        ASSERT_GE(factor, before) << "a quantile never falls";
        before = factor;
        sum += factor;
    }
    EXPECT_NEAR(sum / steps, 1, 0.002);
}

TEST_P(EveryShape, KeepsTheMeanOverManyTasks) {
    const drawn_times times(1'000'000, 1, shape(GetParam()), 7, 1);
    constexpr std::size_t tasks = 200'000;
    const auto all = times.of_first(tasks);
    EXPECT_NEAR(static_cast<double>(all.all_ns) / tasks / 1e6, 1, 0.05);
}

INSTANTIATE_TEST_SUITE_P(All, EveryShape,
                         testing::Values("constant", "uniform", "exponential", "lognormal(1)",
                                         "lognormal(0.25)", "bounded_pareto(1.5,100)",
                                         "bounded_pareto(1,1000)", "bounded_pareto(3,2)",
                                         "bimodal(0.01,50)", " lognormal( 1 ) "));

TEST(Shape, HasTheQuantilesOfItsDistribution) {
    EXPECT_NEAR(shape("exponential").quantile(0.5), std::log(2.0), 1e-12);
    EXPECT_NEAR(shape("uniform").quantile(0.25), 0.5, 1e-12);
    EXPECT_NEAR(shape("lognormal(1)").quantile(0.5), std::exp(-0.5), 1e-12);
    EXPECT_NEAR(shape("lognormal(1)").quantile(0.975), std::exp(1.959963984540054 - 0.5), 1e-9);
    EXPECT_NEAR(shape("lognormal(1)").quantile(1e-9), std::exp(-5.997807015007734 - 0.5), 1e-9);
    const shape pareto("bounded_pareto(1.5,100)");
    EXPECT_NEAR(pareto.quantile(1 - 1e-12) / pareto.quantile(1e-15), 100, 1e-3);
    const shape two("bimodal(0.1,11)");
    EXPECT_DOUBLE_EQ(two.quantile(0.95) / two.quantile(0.5), 11);
    EXPECT_DOUBLE_EQ(two.quantile(0.5), 0.5);
}

TEST(Shape, RefusesWhatCannotBeInOneSentence) {
    for (const auto* const wrong :
         {"", "normal", "lognormal", "lognormal()", "lognormal(-1)", "lognormal(4)",
          "lognormal(1,2)", "lognormal(1", "lognormal(one)", "lognormal(nan)", "constant(1)",
          "bounded_pareto(0,10)", "bounded_pareto(1.5,1)", "bimodal(1,2)", "bimodal(0.1,0.5)"}) {
        try {
            static_cast<void>(shape(wrong));
            ADD_FAILURE() << wrong << " was taken";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::bad_input) << wrong;
            EXPECT_NE(std::string(refused.what()).find("give"), std::string::npos)
                << refused.what();
        }
    }
}

TEST(Drawn, IsTheSameForTheSameAndAnotherForAnother) {
    EXPECT_EQ(drawn(1, 2, 3), drawn(1, 2, 3));
    EXPECT_NE(drawn(1, 2, 3), drawn(2, 2, 3));
    EXPECT_NE(drawn(1, 2, 3), drawn(1, 3, 3));
    EXPECT_NE(drawn(1, 2, 3), drawn(1, 2, 4));
    EXPECT_NE(drawn(1, 2, 3), drawn(1, 3, 2));
}

/// Kolmogorov and Smirnov's distance from the even distribution, at 1 in 10,000.
TEST(Drawn, IsEven) {
    constexpr std::size_t draws = 100'000;
    std::vector<double> values(draws);
    for (std::size_t i = 0; i < draws; ++i) {
        values[i] = drawn(42, 1, i);
        ASSERT_GT(values[i], 0);
        ASSERT_LT(values[i], 1);
    }
    std::ranges::sort(values);
    double farthest = 0;
    for (std::size_t i = 0; i < draws; ++i) {
        const auto even = (static_cast<double>(i) + 0.5) / static_cast<double>(draws);
        farthest = std::max(farthest, std::abs(values[i] - even));
    }
    EXPECT_LT(farthest, 2.23 / std::sqrt(static_cast<double>(draws)));
}

run_settings shaped(const std::string& text, std::uint64_t seed = 1) {
    return {.rates = {{"sha256", 1.0}}, .texts = {{"wait_shape", text}}, .seed = seed};
}

template <class W>
W made(const run_settings& run) {
    return W(parameters(W::name, W::parameter_list, {}, run));
}

TEST(ShapedWorkload, WaitsAsItsShapeSaysAndItsCostKnows) {
    const auto run = shaped("lognormal(1)");
    const auto work = made<workloads::timer>(run);
    const parameters p("timer", workloads::timer::parameter_list, {}, run);
    std::int64_t sum = 0;
    std::int64_t longest = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
        const auto ns = work.wait(i).duration.count();
        EXPECT_EQ(ns, work.own_wait_ns(i));
        sum += ns;
        longest = std::max<std::int64_t>(longest, ns);
    }
    const auto cost = workloads::timer::cost(p, 1000);
    EXPECT_EQ(cost.all_waits_ns, sum);
    EXPECT_EQ(cost.longest_wait_ns, longest);
    EXPECT_GT(longest, 5 * sum / 1000) << "the longest of a thousand is far from the mean";
    EXPECT_NE(made<workloads::timer>(shaped("lognormal(1)", 2)).wait(0).duration,
              work.wait(0).duration)
        << "another seed draws others";
}

TEST(ShapedWorkload, AsksTheServerForTheSameWaits) {
    const auto work = made<workloads::tcp>(shaped("exponential"));
    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(std::int64_t{work.wait(i).delay_us} * 1000, work.own_wait_ns(i));
    }
    EXPECT_NE(work.wait(0).delay_us, work.wait(1).delay_us);
}

TEST(ShapedWorkload, TellsProgramsNothingThatTheyCannotDo) {
    EXPECT_FALSE(made<workloads::timer>(shaped("uniform")).told());
    EXPECT_FALSE(made<workloads::mixed>(shaped("uniform")).told());
    EXPECT_TRUE(made<workloads::timer>(shaped("constant")).told());
}

/// So that tasks which waited for other times, or for all the same, are seen to have.
TEST(ShapedWorkload, HoldsItsWaitInTheDigest) {
    using shaped_timer = salted<workloads::timer>;
    const auto alike = made<shaped_timer>(shaped("constant"));
    const auto one = made<shaped_timer>(shaped("exponential", 1));
    const auto other = made<shaped_timer>(shaped("exponential", 2));
    for (std::size_t i = 0; i < 20; ++i) {
        EXPECT_EQ(alike.expected(i, 7), workloads::timer::expected(i, 7));
        EXPECT_EQ(one.compute(i, 0, 7), one.expected(i, 7));
        EXPECT_NE(one.expected(i, 7), other.expected(i, 7));
        EXPECT_NE(one.expected(i, 7), alike.expected(i, 7));
        EXPECT_NE(one.expected(i, 7), one.expected(i, 8));
    }
}

TEST(ShapedWorkload, OfConstantShapeIsAsItWas) {
    const auto work = made<workloads::sync_only>(shaped("constant"));
    EXPECT_EQ(work.wait(3).duration, std::chrono::milliseconds(5));
    EXPECT_EQ(work.wait_ns(), 5'000'000);
    EXPECT_FALSE(work.own_wait_ns(3));
}

} // namespace
} // namespace crossover::tests
