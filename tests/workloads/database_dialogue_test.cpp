/// The dialogue with a database, turned by hand. It takes a server: tests/bench/database_test.py
/// runs these with one, named in CROSSOVER_DSN.

#include "base/clock.hpp"
#include "base/error.hpp"
#include "workloads/database.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <map>
#include <poll.h>
#include <string>
#include <sys/socket.h>

namespace crossover::tests {
namespace {

using wait::next_step;
using workloads::database;
using use = wait::dialogue_source::use;

class DatabaseDialogue : public testing::Test {
protected:
    void SetUp() override {
        const char* const named = std::getenv("CROSSOVER_DSN");
        if (named == nullptr || *named == '\0') {
            GTEST_SKIP() << "CROSSOVER_DSN names no server";
        }
    }

    static database with(const std::map<std::string, std::int64_t>& given) {
        return database(parameters("database", database::parameter_list, given, {}));
    }
};

/// Waits for what the dialogue needs, at most a second.
void poll_for(const wait::dialogue_machine& d, const next_step& step) {
    pollfd watched{.fd = d.descriptor(), .events = POLLIN, .revents = 0};
    if (step.what == next_step::need::writable) {
        watched.events = POLLOUT;
    }
    const auto left_ms = std::max<std::int64_t>((step.until_ns - now_ns()) / 1'000'000 + 1, 0);
    ::poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left_ms, 1000)));
}

std::uint64_t hold(wait::dialogue_machine& d, std::uint64_t index) {
    for (auto step = d.begin(index); step.what != next_step::need::nothing; step = d.go_on()) {
        poll_for(d, step);
    }
    return d.answer();
}

TEST_F(DatabaseDialogue, AnswersAlikeByStepsAndBlocking) {
    const auto work = with({{"wait_us", 0}, {"rows", 7}});
    const auto steps = work.endpoint().source->open(use::steps);
    const auto blocking = work.endpoint().source->open(use::blocking);
    for (std::uint64_t i = 0; i < 20; ++i) {
        EXPECT_EQ(database::compute(i, hold(*steps, i)), work.expected(i)) << i;
        EXPECT_EQ(database::compute(i, blocking->block(i)), work.expected(i)) << i;
    }
}

TEST_F(DatabaseDialogue, LooksForItselfWhenItIsTurnedTooEarly) {
    const auto work = with({{"wait_us", 2000}});
    const auto d = work.endpoint().source->open(use::steps);
    int turns = 0;
    for (auto step = d->begin(3); step.what != next_step::need::nothing; step = d->go_on()) {
        EXPECT_GT(step.until_ns, now_ns());
        ++turns;
    }
    EXPECT_GT(turns, 1) << "the first turn cannot have found an answer";
    EXPECT_EQ(database::compute(3, d->answer()), work.expected(3));
}

/// The answer of the dialogue that was given up must not become that of the next.
TEST_F(DatabaseDialogue, StartsAfreshAfterItWasAbandoned) {
    const auto work = with({{"wait_us", 1000}});
    const auto d = work.endpoint().source->open(use::steps);
    EXPECT_NE(d->begin(1).what, next_step::need::nothing);
    d->abandon();
    EXPECT_EQ(database::compute(2, hold(*d, 2)), work.expected(2));
    d->abandon(); // nothing is under way: it keeps its connection
    const int kept = d->descriptor();
    EXPECT_EQ(database::compute(4, hold(*d, 4)), work.expected(4));
    EXPECT_EQ(d->descriptor(), kept);
}

/// libpq closes its socket by itself then. Were that what is watched, another thread's could have
/// its number when the watch lets go of it.
TEST_F(DatabaseDialogue, KeepsWhatIsWatchedOpenWhenItsConnectionBreaks) {
    struct watching final : wait::descriptor_watch {
        void let_go() noexcept override {
            ++times;
            was_open = ::fcntl(fd, F_GETFD) >= 0;
        }
        int fd = -1;
        int times = 0;
        bool was_open = false;
    };
    const auto work = with({{"wait_us", 1'000'000}});
    const auto d = work.endpoint().source->open(use::steps);
    watching watch;
    d->watched_by(&watch);
    ASSERT_NE(d->begin(1).what, next_step::need::nothing);
    watch.fd = d->descriptor();
    ASSERT_EQ(watch.times, 0);
    ::shutdown(watch.fd, SHUT_RDWR);
    EXPECT_THROW(static_cast<void>(d->go_on()), error);
    EXPECT_GT(watch.times, 0);
    EXPECT_TRUE(watch.was_open) << "while it was watched";
    EXPECT_LT(::fcntl(watch.fd, F_GETFD), 0) << "afterwards it is closed";
    d->watched_by(nullptr);
    EXPECT_EQ(database::compute(2, hold(*d, 2)), work.expected(2)) << "on a new connection";
}

TEST_F(DatabaseDialogue, GivesUpWhatIsTooSlowAndCanBeUsedAgain) {
    const auto work = with({{"wait_us", 300'000}, {"deadline_us", 100'000}});
    for (const use how : {use::steps, use::blocking}) {
        const auto d = work.endpoint().source->open(how);
        for (int again = 0; again < 2; ++again) {
            try {
                how == use::steps ? hold(*d, 1) : d->block(1);
                FAIL() << "300 ms cannot pass within 100";
            } catch (const error& slow) {
                EXPECT_EQ(slow.code(), exit_code::server_failed);
                EXPECT_NE(std::string(slow.what()).find("deadline_us"), std::string::npos)
                    << slow.what();
            }
        }
    }
}

} // namespace
} // namespace crossover::tests
