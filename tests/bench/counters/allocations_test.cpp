#include "bench/counters/allocations.hpp"

#include "base/keep.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crossover::tests {
namespace {

using bench::allocation_count;

class Allocations : public testing::Test {
protected:
    void SetUp() override {
        if (!bench::can_count_allocations()) {
            GTEST_SKIP() << "a sanitizer has a malloc of its own";
        }
    }
};

TEST_F(Allocations, AreCountedByWhateverNameTheyAreAskedFor) {
    std::array<void*, 7> all{};
    allocation_count counting;
    all[0] = std::malloc(1);
    all[1] = std::calloc(2, 10);
    all[2] = std::realloc(nullptr, 300);
    all[3] = std::aligned_alloc(64, 4096);
    const int refused = ::posix_memalign(&all[4], 64, 50'000);
    all[5] = ::operator new(600'000);
    all[6] = ::operator new(7'000'000, std::align_val_t(128));
    const auto seen = counting.stop();
    EXPECT_EQ(refused, 0);
    EXPECT_EQ(seen.count, 7);
    EXPECT_EQ(seen.bytes, 7'654'481); // the last one rounded up to a multiple of its alignment
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_NE(all[i], nullptr) << i;
        std::free(all[i]);
    }
    ::operator delete(all[5]);
    ::operator delete(all[6], std::align_val_t(128));
}

TEST_F(Allocations, OfLibrariesCount) {
    allocation_count counting;
    char* const copy = ::strdup("the C library allocates this");
    const auto made = std::make_unique<std::string>(100, 'x');
    const auto seen = counting.stop();
    keep(made);
    EXPECT_EQ(seen.count, 3) << "strdup, a string object, and its text";
    std::free(copy);
}

TEST_F(Allocations, OfThreadsAndForkedChildrenCount) {
    constexpr int each = 1000;
    const auto spend = [] {
        for (int i = 0; i < each; ++i) {
            void* const memory = std::malloc(16);
            keep(memory);
            std::free(memory);
        }
    };
    allocation_count counting;
    const pid_t child = ::fork();
    if (child == 0) {
        spend();
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    {
        const std::jthread one(spend);
        const std::jthread other(spend);
    }
    const auto seen = counting.stop().count;
    EXPECT_GE(seen, 3 * each);
    EXPECT_LT(seen, 3 * each + 50) << "and a few to start the threads";
}

TEST_F(Allocations, AreCountedOnlyBetweenStartAndStop) {
    keep(std::vector<int>(100));
    EXPECT_FALSE(bench::counting_allocations());
    allocation_count counting;
    EXPECT_TRUE(bench::counting_allocations());
    const auto first = counting.stop();
    EXPECT_FALSE(bench::counting_allocations()) << "else the batches to come would pay for it";
    keep(std::vector<int>(100));
    EXPECT_EQ(first.count, 0) << "between the two";
    EXPECT_EQ(counting.stop().count, 0) << "a second stop tells the same";
    allocation_count again;
    EXPECT_EQ(again.stop().count, 0) << "each counts from nothing";
}

TEST_F(Allocations, ThatCannotBeAreRefusedAsEver) {
    void* none = nullptr;
    errno = 0;
    EXPECT_EQ(::posix_memalign(&none, 24, 8), EINVAL);
    EXPECT_EQ(::posix_memalign(&none, 64, std::size_t{1} << 62), ENOMEM);
    EXPECT_EQ(errno, 0);
    volatile std::size_t too_much = std::size_t{1} << 62;
    EXPECT_EQ(std::malloc(too_much), nullptr);
    EXPECT_THROW(keep(::operator new(too_much)), std::bad_alloc);
    void* const empty = ::operator new(0);
    EXPECT_NE(empty, nullptr);
    ::operator delete(empty);
}

} // namespace
} // namespace crossover::tests
