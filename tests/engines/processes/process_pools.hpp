#pragma once

#include "bench/sample/outcomes.hpp"
#include "strategies/process_call.hpp"
#include "tests/support/left_behind.hpp"
#include "tests/support/sanitizers.hpp"
#include "tests/support/type_lists.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>

namespace crossover::tests {

using namespace std::chrono_literals;

/// What a worker of these tests yields.
inline outcome index_plus_one(const process_call& call) {
    return {.digest = call.index + 1, .when = {}};
}

inline process_body storing_index() {
    return index_plus_one;
}

/// A body that runs `deed` for one task, and yields the index for all.
template <class Deed>
std::function<process_body()> for_task(std::size_t victim, Deed deed) {
    return [=] {
        return [=](const process_call& call) {
            if (call.index == victim) {
                deed();
            }
            return index_plus_one(call);
        };
    };
}

inline bool all_stored(const batch& b) {
    for (std::size_t i = 0; i < b.tasks; ++i) {
        if (b.results[i] != i + 1) {
            return false;
        }
    }
    return true;
}

/// The error of a call that must fail.
template <class Call>
std::string text_of_failure(const Call& call) {
    try {
        call();
    } catch (const std::exception& failure) {
        return failure.what();
    }
    ADD_FAILURE() << "no error came through";
    return {};
}

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Returns when the child has died; it is not reaped.
inline void await_death(pid_t pid) {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT);
}

/// Every process pool keeps the same promises; what a test leaves behind fails it.
template <class Engine>
class process_pool_fixture : public testing::Test {
public:
    using pool_type = typename Engine::process_pool;

protected:
    process_pool_fixture() : before_(census::take()) {}
    ~process_pool_fixture() override {
        EXPECT_EQ(census::left_since(before_, under_tsan ? 1 : 0),
                  ""); // its own thread starts with our first
    }

    static std::string text_of_failed_run(pool_type& p, const batch& b) {
        return text_of_failure([&] { p.run(b); });
    }

    /// A new pool does what the broken one cannot any more.
    void expect_fresh_pool_works() {
        pool_type fresh(3, storing_index);
        const auto b = left_.prepare(100, false);
        fresh.run(b);
        EXPECT_TRUE(all_stored(b));
    }

    bench::outcomes left_{1000};

private:
    census before_;
};

} // namespace crossover::tests
