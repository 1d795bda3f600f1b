/// Reads of files on the event loops that have a way to await them, and what becomes of them when
/// they fail or are cancelled.

#include "base/error.hpp"
#include "tests/support/type_lists.hpp"
#include "workloads/support/file_set.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

constexpr std::uint64_t file_bytes = 1 << 20;
constexpr std::uint32_t block_bytes = 4096;

std::uint64_t expected_sum(std::size_t f, std::uint64_t offset) {
    std::uint64_t sum = 0;
    for (std::uint64_t at = offset; at < offset + block_bytes; at += 8) {
        sum += workloads::file_set::word(f, at / 8);
    }
    return sum;
}

template <class Engine>
class LoopFile : public loop_test<Engine> {
public:
    using loop_type = typename Engine::loop;
    using coroutine = typename loop_type::coroutine;

    static coroutine read(loop_type& l, wait::file w, std::size_t slot, std::uint64_t& answer) {
        answer = co_await l.wait(w, slot);
    }

    static coroutine fail_at_once() {
        throw std::runtime_error("on purpose");
        co_return;
    }

    /// One read on each slot, all at once.
    void expect_right_batch(loop_type& l, std::size_t slots, std::uint64_t first) {
        std::vector<std::uint64_t> answers(slots, 0);
        const auto offset_of = [&](std::size_t i) {
            return (first + i) * block_bytes % file_bytes;
        };
        for (std::size_t i = 0; i < slots; ++i) {
            l.spawn(
                read(l, {.fd = files_.descriptor(i % 2), .offset = offset_of(i)}, i, answers[i]));
        }
        l.run();
        for (std::size_t i = 0; i < slots; ++i) {
            ASSERT_EQ(answers[i], expected_sum(i % 2, offset_of(i))) << "slot " << i;
        }
    }

    workloads::file_set files_{"", 2, file_bytes};
};

TYPED_TEST_SUITE(LoopFile, file_loop_engines, engine_name);

TYPED_TEST(LoopFile, ReadsBlocksAtTheirOffsets) {
    typename TypeParam::loop loop;
    loop.open(wait::file::endpoint{block_bytes}, 200);
    for (std::uint64_t round = 0; round < 3; ++round) {
        this->expect_right_batch(loop, 200, round * 7);
    }
}

TYPED_TEST(LoopFile, TellsWhatCannotBeReadAndGoesOn) {
    typename TypeParam::loop loop;
    loop.open(wait::file::endpoint{block_bytes}, 2);
    std::uint64_t answer = 0;
    const auto text_of = [&](wait::file w) {
        loop.spawn(this->read(loop, w, 0, answer));
        try {
            loop.run();
        } catch (const error& told) {
            EXPECT_EQ(told.code(), exit_code::server_failed);
            return std::string(told.what());
        }
        return std::string();
    };
    EXPECT_NE(text_of({.fd = -1, .offset = 0}).find("Bad file descriptor"), std::string::npos);
    EXPECT_NE(text_of({.fd = this->files_.descriptor(0), .offset = file_bytes - 8}).find("only 8"),
              std::string::npos);
    this->expect_right_batch(loop, 2, 1);
}

/// Reads that were given up may still be under way, into buffers that are theirs.
TYPED_TEST(LoopFile, WorksAgainAfterACancelledBatch) {
    for (int round = 0; round < 5; ++round) {
        typename TypeParam::loop loop;
        loop.open(wait::file::endpoint{block_bytes}, 64);
        std::uint64_t answer = 0;
        static_cast<void>(this->files_.drop()); // where that works, they are under way for longer
        for (std::size_t i = 0; i < 64; ++i) {
            loop.spawn(this->read(
                loop, {.fd = this->files_.descriptor(0), .offset = i * block_bytes}, i, answer));
        }
        loop.spawn(this->fail_at_once());
        EXPECT_THROW(loop.run(), std::runtime_error);
        if (round % 2 == 0) { // else the loop goes while they are
            this->expect_right_batch(loop, 64, 3);
        }
    }
}

} // namespace
} // namespace crossover::tests
