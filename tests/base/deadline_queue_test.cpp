#include "base/deadline_queue.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <list>
#include <map>
#include <random>
#include <vector>

namespace crossover::tests {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::int64_t year_ns = 365 * 24 * hour_ns;

/// The queue beside a std::multimap that must agree with it.
class checked_queue {
public:
    explicit checked_queue(std::int64_t now_ns) : now_ns_(now_ns), tested_(now_ns) {}

    void add(std::int64_t deadline_ns) {
        nodes_.push_back({});
        nodes_.back().deadline_ns = deadline_ns;
        tested_.add(nodes_.back());
        reference_.emplace(deadline_ns, &nodes_.back());
    }

    void remove(std::size_t position) {
        auto chosen = std::next(reference_.begin(), static_cast<std::ptrdiff_t>(position));
        tested_.remove(*chosen->second);
        reference_.erase(chosen);
    }

    /// Takes out whatever is due at a time.
    void expect_due(std::int64_t now_ns) {
        now_ns_ = now_ns;
        while (deadline_node* const due = tested_.pop(now_ns)) {
            ASSERT_FALSE(reference_.empty());
            ASSERT_EQ(due->deadline_ns, reference_.begin()->first) << "not the earliest";
            ASSERT_LE(due->deadline_ns, now_ns) << "early";
            auto same = reference_.begin();
            while (same->second != due) {
                ++same;
                ASSERT_TRUE(same != reference_.end() && same->first == due->deadline_ns);
            }
            reference_.erase(same);
        }
        ASSERT_TRUE(reference_.empty() || reference_.begin()->first > now_ns)
            << "one that is due was not given";
        expect_consistent();
    }

    void expect_consistent() const {
        ASSERT_EQ(tested_.size(), reference_.size());
        ASSERT_EQ(tested_.empty(), reference_.empty());
        const auto next = tested_.next_ns();
        if (reference_.empty()) {
            ASSERT_EQ(next, deadline_queue::never);
        } else {
            ASSERT_LE(next, reference_.begin()->first) << "who sleeps so long is late";
        }
    }

    /// After what was due has gone, waking at next_ns() must get on, not spin.
    void expect_progress() const { ASSERT_GT(tested_.next_ns(), now_ns_); }

    /// Sleeps from next_ns() to next_ns() until it is empty, as a loop does; returns how often it
    /// woke.
    int drain() {
        int wakes = 0;
        expect_due(now_ns_);
        while (!tested_.empty() && !testing::Test::HasFatalFailure()) {
            ++wakes;
            expect_progress();
            expect_due(tested_.next_ns());
        }
        return wakes;
    }

    [[nodiscard]] std::size_t size() const noexcept { return reference_.size(); }
    [[nodiscard]] std::int64_t now_ns() const noexcept { return now_ns_; }

private:
    std::int64_t now_ns_;
    deadline_queue tested_;
    std::list<deadline_node> nodes_; // they stay where they are, also after their time
    std::multimap<std::int64_t, deadline_node*> reference_;
};

/// A length of time of any magnitude, from 1 ns to 2^most_bits ns.
std::int64_t any_length(std::mt19937_64& random, unsigned most_bits) {
    const auto bits = static_cast<unsigned>(random() % most_bits) + 1;
    return static_cast<std::int64_t>(random() >> (64 - bits));
}

void random_operations(std::uint64_t seed) {
    constexpr unsigned most_bits = 57; // about four and a half years
    std::mt19937_64 random(seed);
    checked_queue queue(any_length(random, 60));
    for (int step = 0; step < 500 && !testing::Test::HasFatalFailure(); ++step) {
        const auto dice = random() % 10;
        if (dice < 5) {
            const int several = dice == 0 ? 40 : 1;
            const auto length = any_length(random, most_bits);
            for (int i = 0; i < several; ++i) {
                queue.add(queue.now_ns() + length - (dice == 1 ? 2 * length : 0) + (i % 3));
            }
        } else if (dice < 7 && queue.size() > 0) {
            queue.remove(random() % queue.size());
        } else if (queue.now_ns() < (std::int64_t{1} << 61)) {
            queue.expect_due(queue.now_ns() + any_length(random, most_bits));
            queue.expect_progress();
        }
        queue.expect_consistent();
    }
    queue.drain();
}

TEST(BaseDeadlineQueue, AgreesWithAMapUnderRandomOperations) {
    for (std::uint64_t seed = 0; seed < 300 && !testing::Test::HasFatalFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        random_operations(seed);
    }
}

TEST(BaseDeadlineQueue, SaysNeverWhenEmptyAlsoAfterRemovals) {
    deadline_queue queue(0);
    EXPECT_EQ(queue.next_ns(), deadline_queue::never);
    EXPECT_EQ(queue.pop(year_ns), nullptr);
    for (const std::int64_t length : {std::int64_t{1}, 10 * hour_ns, year_ns}) {
        deadline_node node;
        node.deadline_ns = year_ns + length;
        queue.add(node);
        queue.remove(node);
        EXPECT_TRUE(queue.empty());
        EXPECT_EQ(queue.next_ns(), deadline_queue::never) << "a wake-up for nobody";
    }
}

TEST(BaseDeadlineQueue, GivesEqualDeadlinesAllAtOnce) {
    checked_queue queue(0);
    for (int i = 0; i < 1000; ++i) {
        queue.add(200'000'000);
    }
    queue.expect_due(199'999'999);
    EXPECT_EQ(queue.size(), 1000U);
    queue.expect_due(200'000'000);
    EXPECT_EQ(queue.size(), 0U);
}

TEST(BaseDeadlineQueue, ATimeThatStandsStillOrGoesBackTakesNothingEarly) {
    checked_queue queue(hour_ns);
    queue.add(hour_ns + 5);
    queue.expect_due(hour_ns);
    queue.expect_due(hour_ns - 1'000'000);
    EXPECT_EQ(queue.size(), 1U);
    queue.expect_due(hour_ns + 5);
    EXPECT_EQ(queue.size(), 0U);
}

/// Further ahead than the wheel reaches: they may not hide what comes before them.
TEST(BaseDeadlineQueue, KeepsDeadlinesOfDecadesAhead) {
    std::mt19937_64 random(3);
    for (int round = 0; round < 50; ++round) {
        checked_queue queue(any_length(random, 58));
        const auto begin = queue.now_ns();
        for (int i = 0; i < 100; ++i) {
            queue.add(begin + static_cast<std::int64_t>(random() % 100) * year_ns +
                      any_length(random, 50));
        }
        queue.expect_consistent();
        EXPECT_LT(queue.drain(), 10'000) << "it spins";
    }
}

/// A loop wakes at next_ns(): the number of wake-ups decides what sleeping costs.
TEST(BaseDeadlineQueue, WakesSeldomMoreOftenThanThereAreDeadlines) {
    std::mt19937_64 random(5);
    checked_queue queue(0);
    for (int i = 0; i < 1000; ++i) {
        queue.add(static_cast<std::int64_t>(random() % 1'000'000'000));
    }
    EXPECT_LT(queue.drain(), 1500);
}

TEST(BaseDeadlineQueue, WakesOnceForManyThatAreDueTogether) {
    for (const std::int64_t length :
         {50'000LL, 5'000'000LL,
          1'000'000'000LL}) { // in the current tick, and one or two levels up
        checked_queue queue(0);
        for (int i = 0; i < 100; ++i) {
            queue.add(length);
        }
        EXPECT_EQ(queue.drain(), 1) << length;
    }
}

} // namespace
} // namespace crossover::tests
