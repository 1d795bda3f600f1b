/// A loop that cannot have its descriptors: an error that says what to do, whoever opens them.

#include "base/error.hpp"
#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/type_lists.hpp"

#include <gtest/gtest.h>
#include <string>

namespace crossover::tests {
namespace {

template <class Engine>
class LoopDescriptors : public loop_test<Engine> {};
TYPED_TEST_SUITE(LoopDescriptors, loop_engines, engine_name);

TYPED_TEST(LoopDescriptors, ThatAreRefusedAreALimitOfTheMachine) {
    for (rlim_t more = 0; more <= 10; ++more) {
        in_child([more] {
            try {
                const few_descriptors allowed(more);
                ASSERT_TRUE(allowed.is_set());
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
