/// What workers say becomes the result or the failure of the right call.

#include "engines/pipe/replies.hpp"

#include "engines/support/worker_processes.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <gtest/gtest.h>
#include <span>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>

namespace crossover::tests {
namespace {

namespace wire = engines::wire;
constexpr std::size_t calls_of_a_batch = 6;

/// A pool's parent beside the one worker that the test plays itself.
class PipeReplies : public testing::Test {
protected:
    PipeReplies() {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        worker_.reset(ends[1]);
        calls_.add_line(unique_fd(ends[0]), taken_);
        calls_.all_idle();
    }

    void say(wire::reply head, std::span<const std::byte> body = {}) {
        head.bytes = body.size();
        wire::bytes out;
        out.put(head);
        out.append(body);
        EXPECT_EQ(::send(worker_.get(), out.front().data(), out.size(), 0),
                  static_cast<ssize_t>(out.size()));
    }
    void say_failure(const std::string& text) {
        say({.kind = wire::reply_kind::failure, .count = 1, .code = exit_code::bad_input},
            std::as_bytes(std::span(text)));
    }

    /// Takes the calls of the next message and answers each, in one reply; the call `victim` fails,
    /// and what stands behind it is void.
    void work(std::uint64_t victim) {
        wire::request head;
        ASSERT_EQ(::recv(worker_.get(), &head, sizeof head, MSG_DONTWAIT), ssize_t{sizeof head});
        wire::bytes out;
        std::uint32_t ended = 0;
        bool failed = false;
        for (std::uint32_t i = 0; i < head.count; ++i) {
            std::array<std::byte, sizeof(wire::call_head) + 8> read{};
            const std::size_t bytes = sizeof(wire::call_head) + shipped_.argument_bytes;
            ASSERT_EQ(::recv(worker_.get(), read.data(), bytes, MSG_DONTWAIT),
                      static_cast<ssize_t>(bytes));
            std::span<const std::byte> rest(read);
            const auto call = wire::cut<wire::call_head>(rest);
            if (!taken_.take(head.generation)) {
                continue;
            }
            if (call.index == victim) {
                failed = true;
                taken_.recall();
                continue;
            }
            const auto at = static_cast<std::int64_t>(call.index);
            out.put(outcome{.digest = call.index + 100,
                            .when = {.started_ns = 10 * at, .ended_ns = 10 * at + 1}});
            const std::array<std::byte, 8> result{static_cast<std::byte>(call.index)};
            out.append(std::span(result).first(shipped_.result_bytes));
            ++ended;
        }
        say({.kind = wire::reply_kind::outcomes, .count = ended, .busy_ns = 1}, out.front());
        if (failed) {
            say_failure("task " + std::to_string(victim) + " failed");
        }
    }

    void run(const batch& b, std::uint64_t victim = calls_of_a_batch) {
        calls_.begin(b);
        replies_.begin(b);
        for (int turn = 0; turn < 20; ++turn) {
            calls_.hand_out();
            replies_.fail_unsent();
            if (calls_.is_done()) {
                return;
            }
            work(victim);
            EXPECT_EQ(replies_.take(0), engines::pipe_line::arrival::some);
        }
        ADD_FAILURE() << "the batch never ended";
    }

    std::string failure_told() {
        try {
            if (const auto failure = replies_.take_failure()) {
                std::rethrow_exception(failure);
            }
        } catch (const std::exception& told) {
            return told.what();
        }
        return "none";
    }

    engines::claims taken_;
    unique_fd worker_;
    parcel shipped_;
    engines::worker_processes workers_{1};
    engines::pipe_dispatcher calls_{workers_, shipped_};
    engines::pipe_replies replies_{calls_, shipped_};
    std::array<std::uint64_t, calls_of_a_batch> results_{};
    std::array<stamp, calls_of_a_batch> stamps_{};
    std::array<failure_slot, calls_of_a_batch> failures_{};
    batch plain_{.tasks = calls_of_a_batch, .results = results_.data(), .stamps = stamps_.data()};
};

TEST_F(PipeReplies, PutEachOutcomeInItsPlace) {
    run(plain_);
    EXPECT_EQ(failure_told(), "none");
    for (std::size_t i = 0; i < calls_of_a_batch; ++i) {
        EXPECT_EQ(results_[i], i + 100);
        EXPECT_EQ(stamps_[i].started_ns, static_cast<std::int64_t>(10 * i));
        EXPECT_EQ(stamps_[i].ended_ns, static_cast<std::int64_t>(10 * i + 1));
    }
}

TEST_F(PipeReplies, TellOfWhatCannotBePackedOrUnpacked) {
    shipped_.argument_bytes = shipped_.result_bytes = 8;
    shipped_.pack = [](std::size_t i, std::span<std::byte> /*out*/) {
        if (i == 1) {
            throw std::runtime_error("cannot pack 1");
        }
    };
    shipped_.unpack = [](std::size_t i, std::span<const std::byte> in) {
        EXPECT_EQ(in.size(), 8U);
        return i == 4 ? throw std::runtime_error("cannot unpack 4")
                      : 1000 + static_cast<std::uint64_t>(in[0]);
    };
    plain_.failures = failures_.data();
    run(plain_);
    EXPECT_EQ(failure_told(), "none") << "each is its call's own";
    for (std::size_t i = 0; i < calls_of_a_batch; ++i) {
        EXPECT_EQ(failures_[i].failed, i == 1 || i == 4);
        EXPECT_EQ(results_[i], failures_[i].failed ? 0 : 1000 + i);
    }
    EXPECT_STREQ(failures_[1].text.data(), "cannot pack 1");
    EXPECT_STREQ(failures_[4].text.data(), "cannot unpack 4");
}

TEST_F(PipeReplies, EndABatchByItsFirstFailure) {
    run(plain_, 2);
    EXPECT_EQ(results_[1], 101U);
    EXPECT_EQ(results_[calls_of_a_batch - 1], 0U) << "it was called off";
    try {
        std::rethrow_exception(replies_.take_failure());
    } catch (const error& told) {
        EXPECT_STREQ(told.what(), "task 2 failed");
        EXPECT_EQ(told.code(), exit_code::bad_input);
    }
    EXPECT_EQ(failure_told(), "none") << "it is forgotten";
}

TEST_F(PipeReplies, CollectFailuresAndGoOn) {
    plain_.failures = failures_.data();
    run(plain_, 2);
    EXPECT_EQ(failure_told(), "none");
    for (std::size_t i = 0; i < calls_of_a_batch; ++i) {
        EXPECT_EQ(failures_[i].failed, i == 2);
        EXPECT_EQ(results_[i], i == 2 ? 0 : i + 100);
    }
    EXPECT_EQ(failures_[2].code, exit_code::bad_input);
}

TEST_F(PipeReplies, EndThePostedCallWhoseTheyAre) {
    struct ended_call : posted_call {
        int times = 0;
    };
    std::array<ended_call, calls_of_a_batch> posted;
    for (std::size_t i = 0; i < calls_of_a_batch; ++i) {
        posted[i].index = i;
        posted[i].ended = [](posted_call& one) noexcept { ++static_cast<ended_call&>(one).times; };
        calls_.post(posted[i]);
    }
    run({}, 3);
    for (const auto& one : posted) {
        EXPECT_EQ(one.times, 1);
        EXPECT_EQ(one.failure != nullptr, one.index == 3);
        EXPECT_EQ(one.left.digest, one.index == 3 ? 0 : one.index + 100);
    }
}

TEST_F(PipeReplies, AwaitWhatEveryWorkerIsToSay) {
    rusage used{};
    used.ru_utime.tv_sec = 3;
    replies_.await(4);
    say({.kind = wire::reply_kind::ready});
    say_failure("no body");
    say_failure("no body either");
    replies_.take(0);
    EXPECT_TRUE(replies_.is_awaiting());
    EXPECT_EQ(failure_told(), "no body");
    say({.kind = wire::reply_kind::usage}, std::as_bytes(std::span(&used, 1)));
    replies_.take(0);
    EXPECT_FALSE(replies_.is_awaiting());
    EXPECT_EQ(replies_.take_usage().user_ns, 3'000'000'000);
    EXPECT_EQ(replies_.take_usage().user_ns, 0);
}

} // namespace
} // namespace crossover::tests
