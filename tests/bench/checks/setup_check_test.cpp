/// Threads, processes, connections and descriptors that are opened inside the timed part are found
/// out.

#include "bench/checks/setup_check.hpp"

#include "base/unique_fd.hpp"
#include "bench/counters/usage.hpp"
#include "tests/bench/cheats.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <latch>
#include <netinet/in.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace crossover::tests {
namespace {

using bench::set_up;
using bench::set_up_inside;

class SetUpCheck : public testing::Test {
protected:
    void SetUp() override {
        if (!bench::can_count_creations()) {
            GTEST_SKIP() << "a sanitizer has a pthread_create of its own";
        }
    }
};

template <class Deed>
void expect_void(std::size_t batches, const char* because, Deed deed) {
    const auto liar = cheat("noop", [deed](const batch& b) {
        deed();
        answer_at_once(b);
    });
    const auto m =
        bench::measure(liar, bench::parse_cell("noop/tasks:10/limit:4"), of_batches(batches));
    EXPECT_EQ(m.code, exit_code::invalid_measurement);
    EXPECT_NE(m.reason.find(because), std::string::npos) << m.reason;
    EXPECT_NE(m.reason.find("set-up inside the timed part"), std::string::npos) << m.reason;
}

TEST_F(SetUpCheck, VoidsARunThatStartsItsThreads) {
    for (const auto batches : {std::size_t{1}, std::size_t{5}}) {
        expect_void(batches, "threads were started", [] {
            std::vector<std::jthread> pool;
            for (int i = 0; i < 4; ++i) {
                pool.emplace_back([] {});
            }
        });
    }
}

/// oneTBB's threads start one another beside the batches, and long after them.
TEST_F(SetUpCheck, TakesNoThreadThatIsBeingStartedForOneThatHasEnded) {
    constexpr int starters = 4;
    constexpr int started_by_each = 100;
    std::latch over(1);
    const auto count = [] {
        const auto made = bench::creations_so_far().threads; // first, as read_set_up does
        return std::pair{made, bench::read_footprint({}).threads};
    };
    const auto before = count();
    std::vector<std::jthread> pools;
    for (int i = 0; i < starters; ++i) {
        pools.emplace_back([&over] {
            std::vector<std::jthread> pool;
            for (int n = 0; n < started_by_each; ++n) {
                pool.emplace_back([&over] { over.wait(); });
            }
            over.wait();
        });
    }
    std::int64_t ended = 0;
    std::int64_t made = 0;
    while (made < starters * (1 + started_by_each)) {
        const auto now = count();
        made = now.first - before.first;
        ended = std::max(ended, made - (now.second - before.second));
    }
    over.count_down();
    EXPECT_EQ(ended, 0);
}

/// Where requests arrive, a loop's generator is a thread that lives as long as the batch.
TEST(SetUpRules, GrantOneThreadABatchWhereRequestsArrive) {
    const auto with_threads = [](std::int64_t made) {
        set_up seen;
        seen.made.threads = made;
        return seen;
    };
    const bench::set_up_rules arriving{.batches = 3, .limit = 4, .generated = true};
    EXPECT_EQ(set_up_inside({}, with_threads(1), with_threads(4), arriving), "");
    EXPECT_NE(set_up_inside({}, with_threads(2), with_threads(8), arriving), "");
    const bench::set_up_rules at_once{.batches = 3, .limit = 4};
    EXPECT_NE(set_up_inside({}, with_threads(1), with_threads(4), at_once), "");
}

TEST_F(SetUpCheck, VoidsARunThatForks) {
    expect_void(1, "processes were forked", [] {
        const pid_t child = ::fork();
        if (child == 0) {
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
    });
}

TEST_F(SetUpCheck, VoidsARunThatConnects) {
    const unique_fd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{
        .sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t bytes = sizeof address;
    ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), bytes), 0);
    ASSERT_EQ(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &bytes), 0);
    ASSERT_EQ(::listen(listener.get(), 16), 0);
    expect_void(1, "connections were opened", [address] {
        const unique_fd connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address),
                            sizeof address),
                  0);
    });
}

TEST_F(SetUpCheck, VoidsARunThatKeepsDescriptorsOpen) {
    static std::vector<unique_fd> kept;
    expect_void(3, "descriptors were added", [] { kept.emplace_back(::eventfd(0, EFD_CLOEXEC)); });
    kept.clear();
}

TEST(SetUpRules, LetAPoolGrowAsItIsNeeded) {
    const set_up fresh{{.threads = 8}, {.threads = 1, .processes = 1, .descriptors = 10}};
    const set_up warm{{.threads = 9}, {.threads = 2, .processes = 1, .descriptors = 12}};
    const set_up done{{.threads = 12}, {.threads = 5, .processes = 1, .descriptors = 13}};
    EXPECT_EQ(set_up_inside(fresh, warm, done, {.batches = 2, .limit = 4}), "");
    EXPECT_NE(set_up_inside(fresh, warm, done, {.batches = 2, .limit = 2}), "")
        << "more than the limit";
    EXPECT_EQ(set_up_inside(fresh, warm, done, {.batches = 100, .limit = 2}), "")
        << "rarer than a batch";
}

TEST(SetUpRules, LetTasksConnectWhoseWorkItIs) {
    const set_up before{{}, {.threads = 1, .processes = 1, .descriptors = 10}};
    const set_up after{{.processes = 7, .connections = 7},
                       {.threads = 1, .processes = 1, .descriptors = 20}};
    EXPECT_EQ(
        set_up_inside(before, before, after, {.batches = 1, .limit = 4, .tasks_connect = true}),
        "");
    EXPECT_NE(set_up_inside(before, before, after, {.batches = 1, .limit = 4}), "");
}

} // namespace
} // namespace crossover::tests
