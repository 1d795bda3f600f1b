/// The kernel's number of the calling thread.

#include "workloads/support/thread_number.hpp"

#include "tests/support/in_child.hpp"

#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

namespace crossover::tests {
namespace {

using workloads::thread_number;

TEST(ThreadNumber, IsTheKernels) {
    EXPECT_EQ(thread_number(), ::gettid());
    EXPECT_EQ(thread_number(), ::gettid()) << "nor does it change";
}

TEST(ThreadNumber, OfAChildIsNotThatOfItsParent) {
    const auto parents = thread_number();
    in_child([parents] {
        EXPECT_NE(thread_number(), parents);
        EXPECT_EQ(thread_number(), ::gettid());
    });
    EXPECT_EQ(thread_number(), parents);
}

TEST(ThreadNumber, IsEachThreadsOwn) {
    const auto mine = thread_number();
    std::jthread([mine] {
        EXPECT_NE(thread_number(), mine);
        EXPECT_EQ(thread_number(), ::gettid());
    }).join();
    EXPECT_EQ(thread_number(), mine);
}

} // namespace
} // namespace crossover::tests
