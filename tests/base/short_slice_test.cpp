/// A thread has short slices while it asks for them; what it starts has usual ones.

#include "base/short_slice.hpp"

#include "tests/support/scheduling.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

class ShortSlice : public ::testing::Test {
protected:
    void SetUp() override {
        if (!has_own_slices()) {
            GTEST_SKIP() << "no thread has slices of its own here (Linux 6.12 and later)";
        }
        usual_ = scheduling_here();
        ASSERT_GT(usual_.slice_ns, shortest_slice_ns);
    }

    scheduling usual_;
};

TEST_F(ShortSlice, IsHadInItsScopeAlone) {
    {
        const short_slice promptly;
        EXPECT_EQ(scheduling_here().slice_ns, shortest_slice_ns);
    }
    EXPECT_EQ(scheduling_here().slice_ns, usual_.slice_ns);
    if (::geteuid() == 0) { // who else may not, keeps a flag
        EXPECT_EQ(scheduling_here().flags, usual_.flags);
    }
}

TEST_F(ShortSlice, IsNotHandedToAThread) {
    const short_slice promptly;
    std::uint64_t of_a_thread = 0;
    std::thread([&of_a_thread] { of_a_thread = scheduling_here().slice_ns; }).join();
    EXPECT_EQ(of_a_thread, usual_.slice_ns);
}

TEST_F(ShortSlice, IsNotHandedToAProcess) {
    const short_slice promptly;
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(scheduling_here().slice_ns == usual_.slice_ns ? 0 : 1);
    }
    ASSERT_GT(child, 0);
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

} // namespace
} // namespace crossover::tests
