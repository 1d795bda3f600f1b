#include "bench/programs/shared_results.hpp"

#include "base/unique_fd.hpp"
#include "bench/sample/outcomes.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

using bench::outcomes;
using bench::shared_results;

/// The same file as a program opens it: by its path.
unique_fd opened(const shared_results& results) {
    return unique_fd(::open(results.path().c_str(), O_RDWR | O_CLOEXEC));
}

void put(const unique_fd& file, std::uint64_t value, std::size_t at) {
    ASSERT_EQ(::pwrite(file.get(), &value, sizeof value, static_cast<off_t>(at)),
              static_cast<ssize_t>(sizeof value));
}

TEST(SharedResults, AreWhatAProgramHasWrittenUnderItsPath) {
    shared_results results(3);
    outcomes left(3);
    results.wipe(3, true);
    const auto file = opened(results);
    ASSERT_TRUE(file);
    put(file, 42, results.digests_at() + 8);
    put(file, 7, results.stamps_at() + 16);
    put(file, 9, results.stamps_at() + 24);
    EXPECT_EQ(results.done(3), 1U);
    const batch b = left.prepare(3, true);
    results.copy_to(b);
    EXPECT_EQ(b.results[0], bench::no_result);
    EXPECT_EQ(b.results[1], 42U);
    EXPECT_EQ(b.stamps[1].started_ns, 7);
    EXPECT_EQ(b.stamps[1].ended_ns, 9);
    put(file, 43, results.digests_at() + 8);
    EXPECT_EQ(b.results[1], 42U) << "what comes later is seen by nobody";
}

TEST(SharedResults, AreWipedForEachBatch) {
    shared_results results(2);
    const auto file = opened(results);
    put(file, 42, results.digests_at());
    put(file, 7, results.stamps_at());
    results.wipe(2, true);
    EXPECT_EQ(results.done(2), 0U);
    outcomes left(2);
    const batch b = left.prepare(2, true);
    results.copy_to(b);
    EXPECT_EQ(b.stamps[0].started_ns, 0);
}

/// Else a program could cut the file off under the one that reads it, who would be killed.
TEST(SharedResults, CannotChangeTheirSize) {
    const shared_results results(1000);
    const auto file = opened(results);
    EXPECT_NE(::ftruncate(file.get(), 0), 0);
    EXPECT_NE(::ftruncate(file.get(), 1 << 20), 0);
}

} // namespace
} // namespace crossover::tests
