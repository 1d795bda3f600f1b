#pragma once

#include <cstddef>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <grp.h>
#include <pthread.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/// How a test has the system refuse a thread or a process half-way. What is taken away is not given
/// back: in a child process only (in_child.hpp).
namespace crossover::tests {

/// Lets this process map so many bytes of addresses more.
inline bool allow_addresses(std::size_t more) {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const auto bytes = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) + more;
    const rlimit little{bytes, bytes};
    return ::setrlimit(RLIMIT_AS, &little) == 0;
}

/// Lets this process start about so many threads more, by the addresses that their stacks take.
inline bool allow_threads(std::size_t more) {
    constexpr std::size_t stack_bytes = std::size_t{1} << 30;
    pthread_attr_t attributes;
    if (::pthread_attr_init(&attributes) != 0 ||
        ::pthread_attr_setstacksize(&attributes, stack_bytes) != 0 ||
        ::pthread_setattr_default_np(&attributes) != 0) {
        return false;
    }
    ::pthread_attr_destroy(&attributes);
    return allow_addresses(more * stack_bytes + stack_bytes / 2);
}

/// Lets this process open so many descriptors more while it lives. Two are kept apart and given
/// back at its end, for the sanitizers: they open a pipe to judge what was caught.
class few_descriptors {
public:
    explicit few_descriptors(rlim_t more)
        : kept_{::open("/dev/null", O_RDONLY | O_CLOEXEC),
                ::open("/dev/null", O_RDONLY | O_CLOEXEC)} {
        const int lowest = ::dup(kept_[0]);
        ::close(lowest);
        const rlimit few{static_cast<rlim_t>(lowest) + more, static_cast<rlim_t>(lowest) + more};
        is_set_ = ::setrlimit(RLIMIT_NOFILE, &few) == 0;
    }
    ~few_descriptors() {
        for (const int one : kept_) {
            ::close(one);
        }
    }
    few_descriptors(const few_descriptors&) = delete;
    few_descriptors& operator=(const few_descriptors&) = delete;

    [[nodiscard]] bool is_set() const noexcept { return is_set_; }

private:
    int kept_[2];
    bool is_set_ = false;
};

/// How many processes and threads of the calling user there are.
inline std::size_t count_of_this_user() {
    std::size_t count = 0;
    for (const auto& process : std::filesystem::directory_iterator("/proc")) {
        if (process.path().filename().string().find_first_not_of("0123456789") !=
            std::string::npos) {
            continue; // "self" is one of the others
        }
        std::ifstream status(process.path() / "status");
        bool is_ours = false;
        for (std::string word; status >> word;) {
            if (word == "Uid:") {
                uid_t real = 0;
                status >> real;
                is_ours = real == ::getuid();
            } else if (word == "Threads:" && is_ours) {
                std::size_t threads = 0;
                status >> threads;
                count += threads;
            }
        }
    }
    return count;
}

/// Lets this process and its children start so many processes more. The limit does not bind root,
/// who becomes a user of its own before; for anybody else it is about so many, for the user's other
/// processes count as well.
inline bool allow_processes(std::size_t more) {
    if (::getuid() == 0) {
        const auto nobody_else = static_cast<uid_t>(1'000'000'000 + ::getpid());
        if (::setgroups(0, nullptr) != 0 ||
            ::setresgid(nobody_else, nobody_else, nobody_else) != 0 ||
            ::setresuid(nobody_else, nobody_else, nobody_else) != 0) {
            return false;
        }
        ::prctl(PR_SET_DUMPABLE, 1); // else /proc/self/fd is root's
    }
    const std::size_t all = count_of_this_user() + more;
    const rlimit few{all, all};
    return ::setrlimit(RLIMIT_NPROC, &few) == 0;
}

/// Whether allow_processes can do that here: in some containers it cannot.
inline bool can_limit_processes() {
    const pid_t child = ::fork();
    if (child == 0) {
        if (!allow_processes(0)) {
            ::_exit(1);
        }
        const pid_t refused = ::fork();
        if (refused > 0) {
            ::waitpid(refused, nullptr, 0);
        }
        ::_exit(refused < 0 ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return status == 0;
}

/// The number in "cannot start thread 3 of 50"; 0 when the text does not begin so.
inline std::size_t number_after(const std::string& beginning, const std::string& text) {
    return text.starts_with(beginning) ? std::stoul(text.substr(beginning.size())) : 0;
}

} // namespace crossover::tests
