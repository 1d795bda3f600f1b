#include "bench/catalog/cell.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>
#include <string>

namespace crossover::tests {
namespace {

using bench::parse_cell;

/// The sentence with which a cell is refused.
std::string refusal(const std::string& text) {
    try {
        parse_cell(text);
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::bad_input) << text;
        return refused.what();
    } catch (const std::exception& other) {
        ADD_FAILURE() << text << " threw " << other.what();
        return {};
    }
    ADD_FAILURE() << text << " was accepted";
    return {};
}

void expect_no_cell(const std::string& cell, std::initializer_list<const char*> parts) {
    const auto sentence = refusal(cell);
    for (const auto* part : parts) {
        EXPECT_NE(sentence.find(part), std::string::npos)
            << cell << ": '" << sentence << "' does not say " << part;
    }
}

TEST(Cell, IsReadWithItsDefaults) {
    const auto c = parse_cell("tcp/tasks:1000/limit:64/wait_us:7");
    EXPECT_EQ(c.workload, "tcp");
    EXPECT_EQ(c.size.tasks, 1000U);
    EXPECT_EQ(c.size.limit, 64U);
    EXPECT_EQ(c.parameters.at("wait_us"), 7);
    EXPECT_EQ(c.parameters.at("bytes"), 64);
    EXPECT_EQ(parse_cell("timer/tasks:10").size.limit, 10U)
        << "all of them, when nothing else is said";
    EXPECT_EQ(parse_cell("noop/tasks:0").size.limit, 1U);
}

TEST(Cell, SaysAChoiceByItsWord) {
    const auto c = parse_cell("shared_counter/tasks:5/protection:lock");
    EXPECT_EQ(c.parameters.at("protection"), 2);
    EXPECT_EQ(c.written().at("protection"), "lock");
    EXPECT_EQ(c.written().at("increments"), "1000");
    EXPECT_EQ(parse_cell("shared_counter/tasks:5").written().at("protection"), "atomic")
        << "the default";
}

TEST(Cell, IsRefusedInOneSentenceThatNamesWhatIsWrong) {
    expect_no_cell("tpc/tasks:1", {"'tpc'", "did you mean tcp"});
    expect_no_cell("", {"workload"});
    expect_no_cell("timer", {"tasks"});
    expect_no_cell("timer/tasks", {"'tasks'", "name:value"});
    expect_no_cell("timer/tasks:", {"tasks", "''"});
    expect_no_cell("timer/tasks:-1", {"tasks", "'-1'", "0"});
    expect_no_cell("timer/tasks:ten", {"tasks", "'ten'"});
    expect_no_cell("timer/tasks:1e3", {"tasks", "'1e3'"});
    expect_no_cell("timer/tasks: 5", {"tasks", "' 5'"});
    expect_no_cell("timer/tasks:99999999999999999999", {"tasks", "99999999999999999999"});
    expect_no_cell("timer/tasks:100000001", {"tasks", "100000000"});
    expect_no_cell("shared_counter/tasks:1/protection:lok",
                   {"protection", "'lok'", "none, atomic, lock, queue", "mean lock"});
    expect_no_cell("shared_counter/tasks:1/protection:1",
                   {"protection", "'1'", "none, atomic, lock, queue"});
    expect_no_cell("timer/tasks:1/limit:0", {"limit", "'0'", "from 1"});
    expect_no_cell("timer/tasks:1/limit:-4", {"limit", "'-4'"});
    expect_no_cell("timer/tasks:1/wait_ms:5", {"wait_ms", "timer", "did you mean wait_us"});
    expect_no_cell("timer/tasks:1/wait_us:5ms", {"wait_us", "'5ms'"});
    expect_no_cell("timer/tasks:1/wait_us:-5", {"wait_us", "-5"});
    expect_no_cell("timer/tasks:1/wait_us:3600000001", {"wait_us", "3600000000"});
    expect_no_cell("noop/tasks:1/wait_us:1", {"noop", "wait_us", "it takes rate"});
    expect_no_cell("timer//tasks:1", {"''"});
}

TEST(Cell, IsRefusedWhenItSaysAThingTwice) {
    expect_no_cell("timer/tasks:1/tasks:2", {"tasks", "twice"});
    expect_no_cell("timer/tasks:1/wait_us:1/wait_us:2", {"wait_us", "twice"});
}

} // namespace
} // namespace crossover::tests
