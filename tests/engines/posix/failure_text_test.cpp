/// The first failure of a batch, kept where processes share it.

#include "engines/posix/failure_text.hpp"

#include "base/shared_memory.hpp"
#include "tests/support/in_child.hpp"

#include <gtest/gtest.h>
#include <new>
#include <stdexcept>
#include <string>

namespace crossover::tests {
namespace {

using engines::pool_control;

/// What was kept: the text, and the code as a number.
std::string failure_kept_in(const pool_control& control) {
    try {
        engines::rethrow_failure(control);
    } catch (const error& kept) {
        return std::to_string(static_cast<int>(kept.code())) + ' ' + kept.what();
    }
    return "none";
}

TEST(FailureText, OfTheFirstIsKeptUntilItIsForgotten) {
    pool_control control;
    EXPECT_EQ(failure_kept_in(control), "none");
    EXPECT_FALSE(control.failing);
    engines::keep_failure(control, "first", exit_code::bad_input);
    engines::keep_failure(control, "second, and longer", exit_code::internal);
    EXPECT_TRUE(control.failing);
    EXPECT_EQ(failure_kept_in(control), "2 first");
    engines::forget_failure(control);
    EXPECT_EQ(failure_kept_in(control), "none");
    EXPECT_FALSE(control.failing);
    engines::keep_failure(control, "x", exit_code::internal);
    EXPECT_EQ(failure_kept_in(control), "1 x");
}

TEST(FailureText, IsCutOffWhereItsPlaceEnds) {
    pool_control control;
    const std::string endless(3 * pool_control::text_bytes, 'x');
    engines::keep_failure(control, endless.c_str(), exit_code::internal);
    EXPECT_EQ(failure_kept_in(control), "1 " + std::string(pool_control::text_bytes - 1, 'x'));
}

TEST(FailureText, IsWhatACallThrows) {
    pool_control control;
    bool called = false;
    engines::guarded(control, [&called] { called = true; });
    EXPECT_TRUE(called);
    EXPECT_EQ(failure_kept_in(control), "none");
    engines::guarded(control, [] { throw error(exit_code::server_failed, "no server"); });
    EXPECT_EQ(failure_kept_in(control), "3 no server");
    engines::forget_failure(control);
    engines::guarded(control, [] { throw std::runtime_error("bad luck"); });
    EXPECT_EQ(failure_kept_in(control), "1 bad luck");
    engines::forget_failure(control);
    engines::guarded(control, [] { throw std::bad_alloc(); });
    EXPECT_TRUE(failure_kept_in(control).starts_with("7 memory was refused"));
}

TEST(FailureText, ReachesTheParent) {
    const shared_memory<pool_control> control;
    in_child([&control] {
        engines::guarded(*control, [] { throw std::runtime_error("in the child"); });
    });
    EXPECT_EQ(failure_kept_in(*control), "1 in the child");
}

} // namespace
} // namespace crossover::tests
