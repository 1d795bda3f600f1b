/// A loop that reads files on threads, where the system refuses one: an error that says what to do,
/// whoever would have started them.

#include "base/error.hpp"
#include "tests/support/few_resources.hpp"
#include "tests/support/in_child.hpp"
#include "tests/support/type_lists.hpp"
#include "workloads/support/file_set.hpp"

#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <string>

namespace crossover::tests {
namespace {

constexpr std::uint32_t limited_block_bytes = 4096;

template <class Engine>
class LoopFileLimit : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;

    static typename loop_type::coroutine read(loop_type& l, wait::file w, std::uint64_t& answer) {
        answer = co_await l.wait(w, 0);
    }

    workloads::file_set files{"", 1, std::size_t{1} << 20};
};
TYPED_TEST_SUITE(LoopFileLimit, file_loop_engines, engine_name);

TEST(FileSet, ThatHasNoDescriptorLeftIsALimitOfTheMachine) {
    const workloads::file_set made{"", 2, 4096}; // so that the files are there
    in_child([] {
        try {
            const few_descriptors few(1);
            ASSERT_TRUE(few.is_set());
            const workloads::file_set files{"", 2, 4096};
            ADD_FAILURE() << "two files were opened with one descriptor";
        } catch (const error& refused) {
            EXPECT_EQ(refused.code(), exit_code::machine_limit) << refused.what();
            EXPECT_NE(std::string(refused.what()).find("ulimit -n"), std::string::npos)
                << refused.what();
        }
    });
}

TYPED_TEST(LoopFileLimit, OfThreadsIsALimitOfTheMachine) {
    if (!can_limit_processes()) {
        GTEST_SKIP() << "the processes of this user cannot be limited here";
    }
    for (std::size_t more = 0; more <= 5; ++more) {
        in_child([this, more] {
            ASSERT_TRUE(allow_processes(more));
            try {
                typename TypeParam::loop loop;
                loop.open(wait::file::endpoint{limited_block_bytes}, 1);
                std::uint64_t answer = 0;
                loop.spawn(
                    this->read(loop, {.fd = this->files.descriptor(0), .offset = 0}, answer));
                loop.run();
                EXPECT_NE(answer, 0U);
            } catch (const error& refused) {
                EXPECT_EQ(refused.code(), exit_code::machine_limit) << refused.what();
                EXPECT_NE(std::string(refused.what()).find("raise "), std::string::npos)
                    << refused.what();
            }
        });
    }
}

} // namespace
} // namespace crossover::tests
