/// The server's command line and its side channel, without the class that usually holds them.

#include "base/unique_fd.hpp"
#include "tests/workloads/servers/server_wrapper.hpp"
#include "workloads/servers/server_process.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace crossover::servers {
namespace {

struct ending {
    int status = -1;
    std::string errors;
};

/// Runs the server with arguments and an empty standard input; its messages come back.
ending run_baseline(const std::string& arguments, const std::string& input = "</dev/null") {
    const std::string command =
        "'" + default_server_binary().string() + "' " + arguments + " 2>&1 " + input;
    ending result;
    FILE* pipe = ::popen(command.c_str(), "r");
    char chunk[256];
    for (std::size_t got = 0; (got = std::fread(chunk, 1, sizeof chunk, pipe)) > 0;) {
        result.errors.append(chunk, got);
    }
    const int status = ::pclose(pipe);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

TEST(TcpServerArguments, AreRefusedInOneSentence) {
    const std::pair<const char*, const char*> cases[] = {
        {"", "--secret=N is missing"},
        {"--secret=", "'--secret='"},
        {"--secret=-1", "'--secret=-1'"},
        {"--secret=12x", "'--secret=12x'"},
        {"--secret=18446744073709551616", "to 18446744073709551615"},
        {"--secret=1 --threads=0", "from 1 to 256"},
        {"--secret=1 --threads=257", "from 1 to 256"},
        {"--secret=1 --threads=two", "'--threads=two'"},
        {"--secret=1 --parent=0", "'--parent=0'"},
        {"--secret=1 --capacity=-1", "from 0 to 1000000"},
        {"--secret=1 --capacity=2 --threads=2", "--capacity=2 is for one thread"},
        {"--secret=1 --over=drop", "'--over=drop' needs refuse or slow"},
        {"--secret=1 --burn_us=1s", "'--burn_us=1s'"},
        {"--secret=1 --port=80", "unknown argument '--port=80'"},
        {"--secret=1 extra", "unknown argument 'extra'"},
    };
    for (const auto& [arguments, reason] : cases) {
        const auto result = run_baseline(arguments);
        EXPECT_EQ(result.status, 2) << arguments;
        EXPECT_TRUE(result.errors.starts_with("tcp_server: error: ")) << result.errors;
        EXPECT_NE(result.errors.find(reason), std::string::npos) << result.errors;
        EXPECT_EQ(result.errors.find('\n'), result.errors.size() - 1) << result.errors;
    }
}

TEST(TcpServerArguments, RefuseAnInputThatCannotBeWatched) {
    const auto result = run_baseline("--secret=1");
    EXPECT_EQ(result.status, 2);
    EXPECT_NE(result.errors.find("standard input"), std::string::npos) << result.errors;
}

TEST(TcpServerArguments, HelpExplains) {
    const auto result = run_baseline("--help");
    EXPECT_EQ(result.status, 0);
    EXPECT_NE(result.errors.find("--secret=N"), std::string::npos);
}

TEST(TcpServerArguments, AParentThatIsNotTheParentEndsIt) {
    // The shell between us is the parent.
    const auto result = run_baseline("--secret=1 --parent=" + std::to_string(::getppid()), "");
    EXPECT_EQ(result.status, 3) << result.errors;
}

/// A server on two plain pipes, as a person or a script would hold it.
class piped_server {
public:
    explicit piped_server(const char* extra = "--threads=1") {
        int in[2];
        int out[2];
        if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) {
            std::abort();
        }
        const auto binary = default_server_binary().string();
        pid_ = ::fork();
        if (pid_ == 0) {
            ::dup2(in[0], STDIN_FILENO);
            ::dup2(out[1], STDOUT_FILENO);
            ::execl(binary.c_str(), binary.c_str(), "--secret=1", extra, nullptr);
            ::_exit(127);
        }
        ::close(in[0]);
        ::close(out[1]);
        input_.reset(in[1]);
        output_.reset(out[0]);
    }
    ~piped_server() {
        if (pid_ > 0) {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
        }
    }
    piped_server(const piped_server&) = delete;
    piped_server& operator=(const piped_server&) = delete;

    void write(const std::string& text) const {
        ASSERT_EQ(::write(input_.get(), text.data(), text.size()),
                  static_cast<ssize_t>(text.size()));
    }

    /// The next line; empty at the end of the output, or when none comes within ten seconds.
    std::string line() {
        for (;;) {
            if (const auto end = unread_.find('\n'); end != std::string::npos) {
                auto found = unread_.substr(0, end);
                unread_.erase(0, end + 1);
                return found;
            }
            pollfd ready{.fd = output_.get(), .events = POLLIN, .revents = 0};
            char chunk[256];
            if (::poll(&ready, 1, 10'000) <= 0) {
                return "";
            }
            const auto got = ::read(output_.get(), chunk, sizeof chunk);
            if (got <= 0) {
                return "";
            }
            unread_.append(chunk, static_cast<std::size_t>(got));
        }
    }

    void close_input() { input_.reset(); }

    /// Its exit status once its output has ended, which it does when the process does.
    int exit_status() {
        EXPECT_EQ(line(), "");
        int status = -1;
        ::waitpid(pid_, &status, 0);
        pid_ = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t pid_ = 0;
    unique_fd input_;
    unique_fd output_;
    std::string unread_;
};

TEST(TcpServerControl, AnswersCommandsHoweverTheLinesAreCut) {
    piped_server server;
    EXPECT_TRUE(server.line().starts_with("port "));
    server.write("stats\nreset\nst");
    EXPECT_EQ(server.line(),
              "requests 0 refused 0 peak 0 bytes_in 0 bytes_out 0 in_flight_ns 0 withdrawn 0");
    EXPECT_EQ(server.line(), "ok");
    server.write("ats\n");
    EXPECT_EQ(server.line(),
              "requests 0 refused 0 peak 0 bytes_in 0 bytes_out 0 in_flight_ns 0 withdrawn 0");
    server.write("stop\n");
    EXPECT_EQ(server.line(), "error unknown command 'stop', known are: stats, reset");
}

TEST(TcpServerControl, TheEndOfInputEndsTheServer) {
    for (const char* threads : {"--threads=1", "--threads=3"}) {
        piped_server server(threads);
        EXPECT_TRUE(server.line().starts_with("port "));
        server.close_input();
        EXPECT_EQ(server.exit_status(), 0);
    }
}

TEST(TcpServerControl, ALineWithoutEndEndsTheServer) {
    piped_server server;
    EXPECT_TRUE(server.line().starts_with("port "));
    server.write(std::string(2000, 'x'));
    EXPECT_EQ(server.exit_status(), 0);
}

} // namespace
} // namespace crossover::servers
