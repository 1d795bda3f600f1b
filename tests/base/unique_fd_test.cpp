#include "base/unique_fd.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <type_traits>
#include <utility>

namespace crossover::tests {
namespace {

static_assert(!std::is_copy_constructible_v<unique_fd> &&
              std::is_nothrow_move_constructible_v<unique_fd>);

unique_fd open_null() {
    return unique_fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

bool is_open(int fd) {
    return ::fcntl(fd, F_GETFD) != -1;
}

TEST(UniqueFd, ClosesOnce) {
    int fd = -1;
    {
        const auto owner = open_null();
        fd = owner.get();
        ASSERT_TRUE(is_open(fd));
    }
    EXPECT_FALSE(is_open(fd));
}

TEST(UniqueFd, MovesItsDescriptor) {
    auto first = open_null();
    const int fd = first.get();
    unique_fd second(std::move(first));
    EXPECT_FALSE(first); // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_EQ(second.get(), fd);
    unique_fd third = open_null();
    const int replaced = third.get();
    third = std::move(second);
    EXPECT_EQ(third.get(), fd);
    EXPECT_FALSE(is_open(replaced));
    EXPECT_TRUE(is_open(fd));
}

TEST(UniqueFd, ReleasesAndResets) {
    auto owner = open_null();
    const int fd = owner.release();
    EXPECT_FALSE(owner);
    EXPECT_TRUE(is_open(fd));
    owner.reset(fd);
    EXPECT_EQ(owner.get(), fd);
    owner.reset();
    EXPECT_FALSE(is_open(fd));
}

TEST(UniqueFd, SurvivesMovingOntoItself) {
    auto owner = open_null();
    auto& same = owner;
    owner = std::move(same);
    EXPECT_TRUE(is_open(owner.get()));
}

} // namespace
} // namespace crossover::tests
