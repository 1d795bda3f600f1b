/// A core that was faster while batches ran than whenever a task was timed alone.

#include "bench/sample/core_speed.hpp"

#include <gtest/gtest.h>

namespace crossover::tests {
namespace {

TEST(CoreSpeed, ATaskCostsLessWhereTheSpinsBesideTheBatchesWereShorter) {
    bench::core_speed speed;
    speed.beside_task(20'000);
    speed.beside_batch(15'000);
    EXPECT_EQ(speed.in_batches(1000), 750);
}

TEST(CoreSpeed, OneFastSpinBesideATaskIsEnoughToGrantNothing) {
    bench::core_speed speed;
    for (const auto spin_ns : {20'000, 15'000, 21'000}) {
        speed.beside_task(spin_ns);
    }
    speed.beside_batch(15'000);
    EXPECT_EQ(speed.in_batches(1000), 1000);
}

TEST(CoreSpeed, ASlowerBatchMakesNoTaskDearer) {
    bench::core_speed speed;
    speed.beside_task(20'000);
    speed.beside_batch(30'000);
    EXPECT_EQ(speed.in_batches(1000), 1000);
}

TEST(CoreSpeed, NoMoreThanHalfIsGranted) {
    bench::core_speed speed;
    speed.beside_task(20'000);
    speed.beside_batch(1);
    EXPECT_EQ(speed.in_batches(1000), 500);
}

TEST(CoreSpeed, WithoutABatchATaskCostsWhatItTookAlone) {
    bench::core_speed speed;
    EXPECT_EQ(speed.in_batches(1000), 1000);
    speed.beside_task(20'000);
    EXPECT_EQ(speed.in_batches(1000), 1000);
}

TEST(CoreSpeed, ASpinTakesTime) {
    EXPECT_GT(bench::fixed_spin_ns(), 1000);
}

} // namespace
} // namespace crossover::tests
