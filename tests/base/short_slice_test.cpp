/// A thread has short slices while it asks for them; what it starts has usual ones.

#include "base/short_slice.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

constexpr std::uint64_t shortest_ns = 100'000;

/// Of the calling thread, as the kernel tells it in its `struct sched_attr`; 0 where it does not.
std::uint64_t slice_ns() {
    constexpr std::size_t bytes = 48;
    constexpr std::size_t runtime_at = 24;
    std::array<char, bytes> told{};
    std::uint64_t runtime_ns = 0;
    if (::syscall(SYS_sched_getattr, 0, told.data(), bytes, 0) == 0) {
        std::memcpy(&runtime_ns, told.data() + runtime_at, sizeof runtime_ns);
    }
    return runtime_ns;
}

class ShortSlice : public ::testing::Test {
protected:
    void SetUp() override {
        if (usual_ns_ == 0) {
            GTEST_SKIP() << "this kernel has no slices of a thread's own (Linux 6.12 and later)";
        }
    }

    std::uint64_t usual_ns_ = slice_ns();
};

TEST_F(ShortSlice, IsHadInItsScopeAlone) {
    ASSERT_GT(usual_ns_, shortest_ns);
    {
        const short_slice promptly;
        EXPECT_EQ(slice_ns(), shortest_ns);
    }
    EXPECT_EQ(slice_ns(), usual_ns_);
}

TEST_F(ShortSlice, IsNotHandedToAThread) {
    const short_slice promptly;
    std::uint64_t of_a_thread = 0;
    std::thread([&of_a_thread] { of_a_thread = slice_ns(); }).join();
    EXPECT_EQ(of_a_thread, usual_ns_);
}

TEST_F(ShortSlice, IsNotHandedToAProcess) {
    const short_slice promptly;
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(slice_ns() == usual_ns_ ? 0 : 1);
    }
    ASSERT_GT(child, 0);
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

} // namespace
} // namespace crossover::tests
