#include "bench/programs/program_process.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "bench/counters/process_tree.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace crossover::bench {
namespace {

constexpr std::size_t longest_answer = 64 * 1024;
constexpr std::int64_t most_complaints = 1 << 20; ///< bytes on standard error between two answers
constexpr std::size_t words_kept = 300; ///< of them, for an error's sentence
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t quit_ns = 5 * second_ns;
/// A child that sees its parent's end, by a closed pipe or by a signal, needs a moment.
constexpr std::int64_t grace_ns = second_ns / 2;
constexpr std::int64_t end_ns = 5 * second_ns;

/// Above the descriptors that the supervisor puts the four at.
unique_fd lifted(int fd) {
    constexpr int lowest = 8;
    unique_fd low(fd);
    unique_fd high(::fcntl(fd, F_DUPFD_CLOEXEC, lowest));
    if (!high) {
        throw_errno(errno, "opening a pipe to a program");
    }
    return high;
}

std::pair<unique_fd, unique_fd> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw_errno(errno, "opening a pipe to a program");
    }
    unique_fd from = lifted(ends[0]);
    return {std::move(from), lifted(ends[1])};
}

std::pair<unique_fd, unique_fd> make_line() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw_errno(errno, "opening a line to a program's supervisor");
    }
    unique_fd ours = lifted(ends[0]);
    return {std::move(ours), lifted(ends[1])};
}

void make_non_blocking(const unique_fd& fd) {
    ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
}

std::string how_it_ended(int status) {
    if (WIFSIGNALED(status)) {
        return "was ended by signal " + std::to_string(WTERMSIG(status)) + " (" +
               ::strsignal(WTERMSIG(status)) + ")";
    }
    return "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

std::string name_of(pid_t pid) {
    std::string name;
    std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/comm"), name);
    return std::to_string(pid) + " " + name;
}

/// What a program has written, fit to stand in a sentence: one line, printable.
std::string printable(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) {
        text.pop_back();
    }
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < ' ' || c > '~'; }, ' ');
    return text;
}

} // namespace

program_process::program_process(std::string path) : path_(std::move(path)), owner_(::getpid()) {
    ::signal(SIGPIPE, SIG_IGN); // a pipe that breaks is an error of its write
    auto [in_theirs, in_ours] = make_pipe();
    auto [out_ours, out_theirs] = make_pipe();
    auto [errors_ours, errors_theirs] = make_pipe();
    auto [line_ours, line_theirs] = make_line();
    supervisor_ = start_supervisor(path_, {std::move(in_theirs), std::move(out_theirs),
                                           std::move(errors_theirs), std::move(line_theirs)});
    input_ = std::move(in_ours);
    output_ = std::move(out_ours);
    errors_ = std::move(errors_ours);
    line_ = std::move(line_ours);
    supervisor_note first;
    const bool told = ::recv(line_.get(), &first, sizeof first, 0) == sizeof first;
    if (!told || first.kind != supervisor_note::what::started) {
        end();
        if (told && limit_advice(first.value) != nullptr) {
            throw_errno(first.value, "starting the program " + path_);
        }
        throw error(exit_code::bad_input,
                    "cannot run the program " + path_ + " (" +
                        std::strerror(told ? first.value : ECHILD) +
                        "); give an executable file, which begins with #! where it is a script");
    }
    pid_ = first.value;
    make_non_blocking(input_);
    make_non_blocking(output_);
    make_non_blocking(errors_);
}

program_process::~program_process() {
    if (::getpid() == owner_) { // else a forked child has inherited it
        end();
    }
}

std::string program_process::ask(const std::string& line, const std::string& asked,
                                 std::int64_t patience_ns) {
    return ask(line, asked, patience_ns, [patience_ns] {
        return "has not answered for " + std::to_string(patience_ns / second_ns) +
               " s; see what it waits for";
    });
}

std::string program_process::ask(const std::string& line, const std::string& asked,
                                 std::int64_t patience_ns,
                                 const std::function<std::string()>& expired) {
    take_input(0);
    if (!unread_.empty()) {
        fail("wrote " + std::to_string(unread_.size()) +
             " bytes that nobody had asked for, after its answer: '" +
             printable(unread_.substr(0, words_kept)) + "'; answer each line with one line");
    }
    asked_ = asked;
    error_bytes_ = 0;
    auto until = now_ns() + patience_ns;
    write_line(line + "\n", until);
    for (;;) {
        if (auto answer = take_line()) {
            return *answer;
        }
        require_alive();
        const auto left_ns = until - now_ns();
        if (left_ns > 0) {
            take_input(static_cast<int>(left_ns / 1'000'000 + 1));
        } else if (auto why = expired(); !why.empty()) {
            fail(why);
        } else {
            until = now_ns() + patience_ns;
        }
    }
}

void program_process::write_line(const std::string& line, std::int64_t until_ns) {
    for (std::size_t sent = 0; sent < line.size();) {
        const auto wrote = ::write(input_.get(), line.data() + sent, line.size() - sent);
        if (wrote > 0) {
            sent += static_cast<std::size_t>(wrote);
        } else if (errno == EPIPE) {
            take_input(100); // how it ended is told in a moment
            require_alive();
            fail("has closed its standard input; read lines from it until it ends");
        } else if (errno != EINTR) {
            pollfd room{input_.get(), POLLOUT, 0};
            if (now_ns() > until_ns || ::poll(&room, 1, 1000) < 0) {
                fail("does not read its standard input; read a line, answer it, read the next");
            }
        }
    }
}

/// Waits for what the program or its supervisor has to say, and reads it. False: nothing came.
bool program_process::take_input(int wait_ms) {
    std::array<pollfd, 3> watched{
        {{output_.get(), POLLIN, 0}, {errors_.get(), POLLIN, 0}, {line_.get(), POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), wait_ms) <= 0) {
        return false;
    }
    if (watched[0].revents != 0) {
        read_output();
    }
    if (watched[1].revents != 0) {
        read_errors();
    }
    if (watched[2].revents != 0) {
        read_notes();
        read_output(); // what it wrote before it ended
    }
    return true;
}

void program_process::read_output() {
    std::array<char, 4096> part;
    while (output_) {
        const auto got = ::read(output_.get(), part.data(), part.size());
        if (got > 0) {
            unread_.append(part.data(), static_cast<std::size_t>(got));
            answered_ns_ = now_ns();
            if (unread_.size() > longest_answer) {
                fail("wrote more than " + std::to_string(longest_answer) +
                     " bytes for one answer; write one line of JSON and its end");
            }
            if (static_cast<std::size_t>(got) < part.size()) {
                return; // an answer is one write: no second read to find nothing
            }
        } else {
            if (got == 0) {
                output_.reset(); // nobody can answer any more
            }
            return;
        }
    }
}

void program_process::read_errors() {
    std::array<char, 4096> part;
    const auto got = ::read(errors_.get(), part.data(), part.size());
    if (got == 0) {
        errors_.reset();
    } else if (got > 0) {
        error_bytes_ += got;
        complaints_.append(part.data(), static_cast<std::size_t>(got));
        if (complaints_.size() > words_kept) {
            complaints_.erase(0, complaints_.size() - words_kept);
        }
        if (error_bytes_ > most_complaints) {
            fail("wrote more than " + std::to_string(most_complaints) +
                 " bytes to standard error; write there what a person must know, once");
        }
    }
}

void program_process::read_notes() {
    supervisor_note n;
    const auto got = ::recv(line_.get(), &n, sizeof n, MSG_DONTWAIT);
    if (got == sizeof n && n.kind == supervisor_note::what::ended) {
        ended_ = n.value;
    } else if (got == sizeof n && n.kind == supervisor_note::what::left) {
        left_ = n.value;
    } else if (got == 0) {
        line_.reset();
    }
}

std::optional<std::string> program_process::take_line() {
    const auto end = unread_.find('\n');
    if (end == std::string::npos) {
        return std::nullopt;
    }
    auto line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return line;
}

void program_process::require_alive() {
    if (!output_ && !ended_) { // its end may be told in a moment
        const auto until = now_ns() + grace_ns;
        while (!ended_ && line_ && now_ns() < until) {
            take_input(10);
        }
    }
    if (ended_) {
        fail(how_it_ended(*ended_) + " instead; run it by hand and see");
    }
    if (!output_) {
        fail("has closed its standard output; keep it open until it is told to quit");
    }
    if (!line_) {
        fail("lost its supervisor, which somebody has killed; run the sample again");
    }
}

std::string program_process::last_words() const {
    const auto words = printable(complaints_);
    return words.empty() ? "" : " (it said: " + words + ")";
}

void program_process::fail(const std::string& what) const {
    throw error(exit_code::program_failed,
                "the program " + path_ + ", asked for " + asked_ + ", " + what + last_words());
}

void program_process::quit() {
    asked_ = "its end";
    const auto until = now_ns() + quit_ns;
    write_line("{\"do\":\"quit\"}\n", until);
    see_it_end(until);
}

void program_process::hang_up() {
    asked_ = "its end by the end of its standard input";
    see_it_end(now_ns() + quit_ns);
}

void program_process::see_it_end(std::int64_t until) {
    input_.reset();
    while (!ended_ && line_ && now_ns() < until) {
        take_input(100);
    }
    if (!ended_) {
        fail("has not ended after " + std::to_string(quit_ns / second_ns) +
             " s; end at \"quit\" and at the end of standard input");
    }
    if (*ended_ != 0) {
        fail(how_it_ended(*ended_) + "; end with exit code 0");
    }
    if (something_left(now_ns() + grace_ns)) {
        std::string names;
        for (const pid_t pid : descendants_of(supervisor_)) {
            names += (names.empty() ? "" : ", ") + name_of(pid);
        }
        fail("left processes behind (" + names + "); end and wait for all that was started");
    }
    end();
}

bool program_process::something_left(std::int64_t until_ns) {
    for (;;) {
        left_.reset();
        const char question = '?';
        if (::send(line_.get(), &question, sizeof question, MSG_NOSIGNAL) != sizeof question) {
            return false;
        }
        const auto told_by = now_ns() + grace_ns; // it answers at once, or is gone
        while (!left_ && line_ && now_ns() < told_by) {
            take_input(10);
        }
        if (!left_ || *left_ == 0) {
            return false;
        }
        if (now_ns() >= until_ns) {
            return true;
        }
        ::poll(nullptr, 0, 1);
    }
}

void program_process::end() noexcept {
    if (supervisor_ == 0) {
        return;
    }
    line_.reset(); // the supervisor ends all that is there, and then itself
    input_.reset();
    output_.reset();
    errors_.reset();
    const auto until = now_ns() + end_ns;
    while (::waitpid(supervisor_, nullptr, WNOHANG) == 0) {
        if (now_ns() > until) { // a process that the kernel cannot end; nobody can
            ::kill(supervisor_, SIGKILL);
            ::waitpid(supervisor_, nullptr, 0);
            break;
        }
        ::poll(nullptr, 0, 1);
    }
    supervisor_ = 0;
}

} // namespace crossover::bench
