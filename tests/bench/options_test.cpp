#include "bench/options.hpp"

#include "base/error.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/catalog/select.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace crossover::tests {
namespace {

using bench::options;
using bench::parse_options;

std::string refusal(const std::vector<std::string>& arguments) {
    try {
        bench::select(bench::all(), parse_options(arguments));
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::bad_input) << refused.what();
        return refused.what();
    }
    ADD_FAILURE() << arguments.back() << " was accepted";
    return {};
}

void expect_refused(const std::vector<std::string>& arguments,
                    std::initializer_list<const char*> parts) {
    const auto sentence = refusal(arguments);
    for (const auto* part : parts) {
        EXPECT_NE(sentence.find(part), std::string::npos)
            << "'" << sentence << "' does not say " << part;
    }
}

TEST(Options, AreRead) {
    const auto how = parse_options(
        {"--cell=noop/tasks:1", "--cell=timer/tasks:2", "--contender=gather/*",
         "--samples_out=x.jsonl", "--rate=sha256=12.5", "--batches=3", "--min_time_ms=7",
         "--min_batches=5", "--min_batches_ms=75", "--patience_ms=8", "--observe=free"});
    EXPECT_EQ(how.what, options::action::run);
    EXPECT_EQ(how.cells.size(), 2U);
    EXPECT_EQ(how.contenders, std::vector<std::string>{"gather/*"});
    EXPECT_EQ(how.samples_out, "x.jsonl");
    EXPECT_DOUBLE_EQ(how.settings.rates.at("sha256"), 12.5);
    EXPECT_EQ(how.batches, 3U);
    EXPECT_EQ(how.min_time_ns, 7'000'000);
    EXPECT_EQ(how.min_batches, 5U);
    EXPECT_EQ(how.min_batches_ns, 75'000'000);
    EXPECT_EQ(how.patience_ns, 8'000'000);
    EXPECT_FALSE(how.observe_all);
    EXPECT_TRUE(parse_options({"--observe=all"}).observe_all);
    EXPECT_EQ(parse_options({"--list"}).what, options::action::list);
    EXPECT_EQ(parse_options({"--plan"}).what, options::action::plan);
    EXPECT_EQ(parse_options({"--metrics"}).what, options::action::metrics);
    EXPECT_EQ(parse_options({"--info"}).what, options::action::info);
    EXPECT_EQ(parse_options({"--calibrate"}).what, options::action::calibrate);
    EXPECT_EQ(parse_options({"--help"}).what, options::action::help);
}

TEST(Options, OfAServiceAreRead) {
    const auto plain = parse_options({"--serve", "--cell=noop/tasks:1"});
    EXPECT_EQ(plain.what, options::action::serve);
    EXPECT_EQ(plain.service.port, 0);
    EXPECT_EQ(plain.service.for_ns, 30'000'000'000);
    EXPECT_FALSE(plain.service.queue.has_value());
    const auto how = parse_options({"--serve", "--port=65535", "--for_ms=250", "--queue=0"});
    EXPECT_EQ(how.service.port, 65'535);
    EXPECT_EQ(how.service.for_ns, 250'000'000);
    EXPECT_EQ(how.service.queue, 0U);
}

TEST(Options, AreRefusedInOneSentenceThatNamesWhatIsWrong) {
    expect_refused({"--cel=noop/tasks:1"}, {"--cel=", "did you mean --cell"});
    expect_refused({"--cell"}, {"--cell", "value"});
    expect_refused({"--cell="}, {"--cell", "value"});
    expect_refused({"--batches=0x"}, {"--batches", "'0x'"});
    expect_refused({"--batches=-1"}, {"--batches", "'-1'"});
    expect_refused({"--min_time_ms=-1"}, {"--min_time_ms", "'-1'"});
    expect_refused({"--observe=nothing"}, {"--observe=nothing", "all or free"});
    expect_refused({"--min_batches=0"}, {"--min_batches", "'0'"});
    expect_refused({"--rate=sha256"}, {"--rate", "'sha256'"});
    expect_refused({"--rate=sha256="}, {"--rate"});
    expect_refused({"--rate=sha256=0"}, {"--rate"});
    expect_refused({"--rate=sha256=-3"}, {"--rate"});
    expect_refused({"--rate=sha256=nan"}, {"--rate"});
    expect_refused({"--rate=sha256=1,5"}, {"--rate"});
    expect_refused({"--rate==5"}, {"--rate"});
    expect_refused({"--list=yes"}, {"--list"});
    expect_refused({"noop"}, {"'noop'"});
    expect_refused({"--contender=*"}, {"cell"});
    expect_refused({"--cell=noop/tasks:1", "--contender=gahter/asio"},
                   {"'gahter/asio'", "did you mean gather/asio"});
    expect_refused({"--cell=noop/tasks:1", "--contender=gather"}, {"'gather'"});
}

TEST(Options, SelectWhatTheGlobsMatchOnce) {
    const auto pairs =
        bench::select(bench::all(), parse_options({"--cell=noop/tasks:4/limit:2",
                                                   "--contender=gather/*", "--contender=*/asio"}));
    std::set<std::string> names;
    for (const auto& p : pairs) {
        EXPECT_TRUE(p.contender->strategy == "gather" || p.contender->engine == "asio");
        EXPECT_TRUE(names.insert(p.name()).second) << p.name() << " twice";
    }
    EXPECT_TRUE(names.contains("noop/gather/asio/tasks:4/limit:4"));
    EXPECT_TRUE(names.contains("noop/semaphore/asio/tasks:4/limit:2"));
}

TEST(Options, SelectProcessPoolsFirst) {
    const auto pairs = bench::select(bench::all(), parse_options({"--cell=noop/tasks:4"}));
    ASSERT_FALSE(pairs.empty());
    EXPECT_EQ(pairs.front().contender->strategy, "process_pool") << "a fork wants no other threads";
}

} // namespace
} // namespace crossover::tests
