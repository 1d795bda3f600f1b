/// A loop that cannot have its descriptors: an error that says what to do, whoever opens them.

#include "base/error.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/type_lists.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace crossover::tests {
namespace {

template <class Engine>
class LoopDescriptors : public loop_test<Engine> {};
TYPED_TEST_SUITE(LoopDescriptors, loop_engines, engine_name);

/// Lets this process open so many descriptors more. For a child: it is not given back.
void allow_descriptors(rlim_t more) {
    const int lowest = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(lowest);
    const rlimit few{static_cast<rlim_t>(lowest) + more, static_cast<rlim_t>(lowest) + more};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
}

TYPED_TEST(LoopDescriptors, ThatAreRefusedAreALimitOfTheMachine) {
    for (rlim_t more = 0; more <= 10; ++more) {
        in_child([more] {
            allow_descriptors(more);
            try {
                typename TypeParam::loop loop;
                EXPECT_GT(more, 2U) << "no loop does with so few";
            } catch (const error& refused) {
                EXPECT_EQ(refused.code(), exit_code::machine_limit) << refused.what();
                EXPECT_NE(std::string(refused.what()).find("ulimit -n"), std::string::npos)
                    << refused.what();
            }
        });
    }
}

} // namespace
} // namespace crossover::tests
