/// A block is read whole or its task fails, and a read is given up with its task.

#include "engines/support/file_block.hpp"

#include "strategies/coro/cancel.hpp"
#include "strategies/coro/scope.hpp"
#include "strategies/coro/task.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <gtest/gtest.h>
#include <span>
#include <string>

namespace crossover::tests {
namespace {

/// One read at a time, which ends when the test says so.
struct read_of_a_block {
    struct counting_loop {
        int work = 0;
        coro::ready_list list;
        void work_started() noexcept { ++work; }
        void work_finished() noexcept { --work; }
        coro::ready_list& ready() noexcept { return list; }
    };
    counting_loop turned;
    std::array<std::uint64_t, 2> words{40, 2};
    engines::file_wait<read_of_a_block>* reading = nullptr;
    std::uint64_t offset = 0;
    int abandoned = 0;

    counting_loop& loop() noexcept { return turned; }
    [[nodiscard]] std::span<const std::byte> block() const {
        return std::as_bytes(std::span(words));
    }
    void read(engines::file_wait<read_of_a_block>& wait, wait::file which) {
        reading = &wait;
        offset = which.offset;
    }
    void abandon() noexcept { ++abandoned; }
};

struct block_answer {
    std::uint64_t sum = 0;
    std::string failure;
    bool cancelled = false;
};

coro::task<void> read_block(read_of_a_block& slot, block_answer& answer) {
    try {
        engines::file_wait<read_of_a_block> wait(slot, {.fd = 0, .offset = 4096});
        answer.sum = co_await wait;
    } catch (const coro::cancelled&) {
        answer.cancelled = true;
    } catch (const error& failure) {
        EXPECT_EQ(failure.code(), exit_code::server_failed);
        answer.failure = failure.what();
    }
}

/// What a task has of a read that ends with `result`.
block_answer block_answer_of(std::int64_t result) {
    read_of_a_block slot;
    coro::scope tasks(slot.turned.list);
    block_answer answer;
    tasks.spawn(read_block(slot, answer));
    slot.turned.list.drain();
    EXPECT_NE(slot.reading, nullptr);
    EXPECT_EQ(slot.offset, 4096U);
    EXPECT_EQ(slot.turned.work, 1);
    slot.reading->end(result);
    EXPECT_EQ(slot.turned.work, 0);
    EXPECT_TRUE(tasks.idle());
    return answer;
}

TEST(FileBlock, AnswersWithTheSumOfAWholeBlock) {
    const auto whole = block_answer_of(16);
    EXPECT_EQ(whole.sum, 42U);
    EXPECT_EQ(whole.failure, "");
}

TEST(FileBlock, FailsUnlessItIsWhole) {
    const std::string reading = "reading 16 bytes at offset 4096 failed: ";
    EXPECT_EQ(block_answer_of(15).failure, reading + "the file gave only 15");
    EXPECT_EQ(block_answer_of(0).failure, reading + "the file gave only 0");
    EXPECT_EQ(block_answer_of(-EIO).failure, reading + std::strerror(EIO));
}

TEST(FileBlock, IsGivenUpWithItsTask) {
    read_of_a_block slot;
    coro::scope tasks(slot.turned.list);
    block_answer answer;
    tasks.spawn(read_block(slot, answer));
    slot.turned.list.drain();
    tasks.cancel();
    EXPECT_EQ(slot.abandoned, 1);
    EXPECT_EQ(slot.turned.work, 0);
    slot.turned.list.drain();
    EXPECT_TRUE(answer.cancelled && tasks.idle());
}

} // namespace
} // namespace crossover::tests
