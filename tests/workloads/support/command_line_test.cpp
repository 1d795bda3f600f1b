#include "workloads/support/command_line.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace crossover::tests {
namespace {

using words = std::vector<std::string>;

std::string refusal_of_command(const std::string& text) {
    try {
        const command_line parsed(text);
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::bad_input);
        return refused.what();
    }
    return "accepted";
}

TEST(CommandLine, IsSplitIntoWordsAsAShellDoes) {
    EXPECT_EQ(command_line("true").words(0), words{"true"});
    EXPECT_EQ(command_line("  true a\t b  ").words(0), (words{"true", "a", "b"}));
    EXPECT_EQ(command_line(R"(true 'a b' "c d" e\ f '' "")").words(0),
              (words{"true", "a b", "c d", "e f", "", ""}));
    EXPECT_EQ(command_line(R"(true a'b'"c"\d)").words(0), words({"true", "abcd"}));
    EXPECT_EQ(command_line(R"(true "a\"b\\c\n" 'a\b' \| '$x' a=b a~ a#)").words(0),
              (words{"true", R"(a"b\c\n)", R"(a\b)", "|", "$x", "a=b", "a~", "a#"}));
}

TEST(CommandLine, PutsTheIndexInEverywhere) {
    EXPECT_EQ(command_line("true {i} --n={i}{i} '{i}' {j}").words(12),
              (words{"true", "12", "--n=1212", "12", "{j}"}));
    EXPECT_EQ(command_line("true {i}").shown(3), "true 3");
}

TEST(CommandLine, FindsTheProgramOnPathOrByItsPath) {
    EXPECT_TRUE(command_line("true").program().ends_with("/true"));
    EXPECT_EQ(command_line("/bin/sh -c 'exit 3'").program(), "/bin/sh");
    EXPECT_EQ(command_line("/bin/sh -c 'exit 3'").words(0), (words{"/bin/sh", "-c", "exit 3"}));
}

TEST(CommandLine, TakesAShellOnlyForWhatOnlyAShellDoes) {
    for (const std::string text : {"true | true", "true; true", "true > /dev/null", "echo $HOME",
                                   "echo \"$HOME\"", "echo *.c", "echo `date`", "A=1 true",
                                   "true &", "echo ~", "true # nothing", "true\ntrue"}) {
        EXPECT_EQ(command_line(text).program(), "/bin/sh") << text;
        EXPECT_EQ(command_line(text).words(0), (words{"sh", "-c", text}));
    }
    EXPECT_EQ(command_line("echo {i} | cat").words(7), (words{"sh", "-c", "echo 7 | cat"}));
}

TEST(CommandLine, RefusesWhatCannotRunInOneSentence) {
    EXPECT_NE(refusal_of_command("").find("it is empty"), std::string::npos);
    EXPECT_NE(refusal_of_command("   ").find("it is empty"), std::string::npos);
    EXPECT_NE(refusal_of_command("true 'a").find("quote ' is not closed"), std::string::npos);
    EXPECT_NE(refusal_of_command("true \"a").find("quote \" is not closed"), std::string::npos);
    EXPECT_NE(refusal_of_command("true \\").find("ends in a backslash"), std::string::npos);
    EXPECT_NE(refusal_of_command("no_such_program_here 1").find("'no_such_program_here' on PATH"),
              std::string::npos);
    EXPECT_NE(refusal_of_command("./no_such_program 1").find("'./no_such_program'"),
              std::string::npos);
    EXPECT_NE(refusal_of_command("/etc/passwd").find("that may be run"), std::string::npos);
    EXPECT_NE(refusal_of_command("/tmp").find("that may be run"), std::string::npos)
        << "a folder is no program";
    EXPECT_NE(refusal_of_command("tool_{i}").find("the same for every task"), std::string::npos);
}

} // namespace
} // namespace crossover::tests
