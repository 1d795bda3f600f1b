#pragma once

#include <cstdio>
#include <exception>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::tests {

/// Runs `body` with its expectations in a forked child: for what a process can do only once, and
/// for what may end it. Returns what waitpid says. Precondition: no other thread lives.
template <class Body>
int status_of_child(const Body& body) {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            body();
        } catch (const std::exception& failure) {
            ADD_FAILURE() << "threw " << failure.what();
        }
        std::fflush(nullptr);
        ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return status;
}

/// The same; the child's failed expectations fail this test.
template <class Body>
void in_child(const Body& body) {
    EXPECT_EQ(status_of_child(body), 0) << "see the child's messages above";
}

} // namespace crossover::tests
