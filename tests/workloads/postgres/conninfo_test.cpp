/// A dsn, as libpq reads it, and what a person is told of it.

#include "workloads/postgres/conninfo.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>
#include <string>

namespace crossover::tests {
namespace {

using workloads::postgres::conninfo;

/// The sentence with which a dsn is refused.
std::string refusal_of_dsn(const std::string& dsn) {
    try {
        const conninfo read(dsn);
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::server_failed);
        return refused.what();
    }
    return "accepted";
}

TEST(Conninfo, IsHandedOnAsItIs) {
    for (const auto* const dsn : {"mydb", "host=h dbname=d", "postgresql://u:p%40ss@h:5432/d"}) {
        EXPECT_STREQ(conninfo(dsn).text(), dsn);
    }
}

TEST(Conninfo, HidesThePasswordWhereverItIsTold) {
    EXPECT_EQ(conninfo("host=h password=geheim").without_password("geheim and geheimgeheim"),
              "*** and ******");
    EXPECT_EQ(conninfo("postgresql://u:p%40ss@h/d").without_password("no p@ss, p%40ss"),
              "no ***, p%40ss");
    EXPECT_EQ(conninfo("host=h").without_password("nothing to hide"), "nothing to hide");
    EXPECT_EQ(conninfo("host=h password=*").without_password("a * b"), "a *** b")
        << "stars are not hidden once more";
}

TEST(Conninfo, ConnectsForAsLongAsItSays) {
    EXPECT_EQ(conninfo("mydb").connect_timeout_s(), 10);
    EXPECT_EQ(conninfo("host=h").connect_timeout_s(), 10);
    EXPECT_EQ(conninfo("host=h connect_timeout=3").connect_timeout_s(), 3);
    EXPECT_EQ(conninfo("postgresql://h/d?connect_timeout=4").connect_timeout_s(), 4);
    EXPECT_EQ(conninfo("host=h connect_timeout=0").connect_timeout_s(), 10);
    EXPECT_EQ(conninfo("host=h connect_timeout=-5").connect_timeout_s(), 10);
    EXPECT_EQ(conninfo("host=h connect_timeout=99999999").connect_timeout_s(), 86'400);
}

TEST(Conninfo, ThatCannotBeReadIsRefusedWithoutBeingShown) {
    for (const auto* const dsn :
         {"host=h pass word=geheim", "host=h geheim", "postgresql://u:geheim@[::1/d",
          "postgresql://u:geheim@h/d?geheim=1", "host=h password='geheim"}) {
        const auto sentence = refusal_of_dsn(dsn);
        EXPECT_TRUE(sentence.starts_with("the dsn cannot be read: ")) << sentence;
        EXPECT_EQ(sentence.find("geheim"), std::string::npos) << sentence;
        EXPECT_NE(sentence.find("%40 for an @"), std::string::npos) << sentence;
        EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    }
}

TEST(Conninfo, WithAnAtInItsHostOrWordsForAPortIsAPasswordThatWasNotEscaped) {
    EXPECT_NE(refusal_of_dsn("postgresql://u:ge@heim@h/d").find("its host has an @"),
              std::string::npos);
    EXPECT_NE(refusal_of_dsn("postgresql://u:geheim/d").find("its port is not a number"),
              std::string::npos);
    EXPECT_EQ(refusal_of_dsn("postgresql://a:1,b:2/d"), "accepted");
    EXPECT_EQ(refusal_of_dsn("host=@abstract"), "accepted") << "a socket without a file";
}

} // namespace
} // namespace crossover::tests
