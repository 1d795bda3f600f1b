/// The command line of tcp_server, as it is read.

#include "workloads/servers/tcp_server_options.hpp"

#include "base/error.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace crossover::servers {
namespace {

server_options options_of(const std::vector<const char*>& arguments) {
    return parse_server_options(arguments);
}

/// The sentence that refuses an argument beside a good secret.
std::string refusal_of_option(const std::vector<const char*>& arguments) {
    try {
        options_of(arguments);
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::bad_input);
        return refused.what();
    }
    return "accepted";
}

TEST(ServerOptions, HaveTheirDefaults) {
    const auto read = options_of({"--secret=7"});
    EXPECT_EQ(read.secret, 7U);
    EXPECT_EQ(read.threads, 1U);
    EXPECT_EQ(read.parent, 0);
    EXPECT_EQ(read.capacity, 0U);
    EXPECT_EQ(read.when_full, over::refuse);
    EXPECT_EQ(read.burn_us, 0);
    EXPECT_FALSE(read.force_timerfd);
    EXPECT_FALSE(read.help);
}

TEST(ServerOptions, AreReadInAnyOrderUpToTheirEnds) {
    auto read = options_of({"--timerfd", "--threads=256", "--parent=2147483647",
                            "--burn_us=1000000", "--secret=18446744073709551615"});
    EXPECT_TRUE(read.force_timerfd);
    EXPECT_EQ(read.threads, 256U);
    EXPECT_EQ(read.parent, std::numeric_limits<int>::max());
    EXPECT_EQ(read.burn_us, 1'000'000);
    EXPECT_EQ(read.secret, std::numeric_limits<std::uint64_t>::max());
    read = options_of({"--secret=0", "--capacity=1000000", "--over=slow"});
    EXPECT_EQ(read.secret, 0U);
    EXPECT_EQ(read.capacity, 1'000'000U);
    EXPECT_EQ(read.when_full, over::slow);
    EXPECT_EQ(options_of({"--secret=0", "--over=slow", "--over=refuse"}).when_full, over::refuse);
}

TEST(ServerOptions, NeedASecretUnlessHelpIsWanted) {
    EXPECT_EQ(refusal_of_option({}), "--secret=N is missing, see tcp_server --help");
    EXPECT_TRUE(options_of({"--help"}).help);
}

TEST(ServerOptions, AreRefusedBeyondTheirRange) {
    const std::pair<const char*, const char*> cases[] = {
        {"--threads=0", "from 1 to 256"},        {"--threads=257", "from 1 to 256"},
        {"--parent=0", "from 1 to 2147483647"},  {"--capacity=1000001", "from 0 to 1000000"},
        {"--burn_us=-1", "from 0 to 1000000"},   {"--burn_us=1000001", "from 0 to 1000000"},
        {"--burn_us=", "needs a whole number"},  {"--burn_us=1s", "needs a whole number"},
        {"--over=drop", "needs refuse or slow"}, {"--timerfds", "unknown argument '--timerfds'"},
        {"--secret=-1", "needs a whole number"},
    };
    for (const auto& [argument, reason] : cases) {
        const auto sentence = refusal_of_option({"--secret=1", argument});
        EXPECT_NE(sentence.find(reason), std::string::npos) << argument << ": " << sentence;
        EXPECT_NE(sentence.find(argument), std::string::npos) << sentence;
    }
}

TEST(ServerOptions, GiveACapacityToOneThreadAlone) {
    EXPECT_EQ(refusal_of_option({"--secret=1", "--capacity=2", "--threads=3"}),
              "--capacity=2 is for one thread, and --threads=3 asks for more; "
              "leave one of them "
              "out");
    EXPECT_EQ(options_of({"--secret=1", "--capacity=2", "--threads=1"}).capacity, 2U);
    EXPECT_EQ(options_of({"--secret=1", "--capacity=0", "--threads=3"}).threads, 3U);
}

TEST(ServerOptions, StandInTheUsage) {
    for (const auto* const name : {"--secret=", "--threads=", "--parent=", "--capacity=", "--over=",
                                   "--burn_us=", "--timerfd"}) {
        EXPECT_NE(server_usage.find(name), std::string_view::npos) << name;
    }
}

} // namespace
} // namespace crossover::servers
