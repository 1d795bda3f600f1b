#include "workloads/servers/server_process.hpp"

#include "base/clock.hpp"
#include "base/descriptors.hpp"
#include "base/error.hpp"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

namespace crossover::servers {
namespace {

using std::chrono::steady_clock;

/// Both ends of a control channel. A socket pair and not two pipes: writing to a dead server must
/// give an error, not SIGPIPE. Above the standard descriptors: in a program that has closed its
/// output, what it prints would go to the server.
/// A server's own, before it has a connection, and its parent's channel to it.
constexpr std::size_t descriptors = 8;

std::pair<unique_fd, unique_fd> control_channel() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        throw_errno(errno, "opening a channel to the TCP server");
    }
    unique_fd ours(ends[0]);
    unique_fd theirs(ends[1]);
    for (unique_fd* end : {&ours, &theirs}) {
        if (end->get() <= STDERR_FILENO) {
            end->reset(::fcntl(end->get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
            if (!*end) {
                throw_errno(errno, "opening a channel to the TCP server");
            }
        }
    }
    return {std::move(ours), std::move(theirs)};
}

/// What a server begins its life with: the channel as its standard input and output, no signal
/// blocked or ignored, and a process group of its own, so that Ctrl-C reaches its parent alone,
/// which decides.
class spawn_setup {
public:
    explicit spawn_setup(int channel) {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, channel, STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, channel, STDOUT_FILENO);
        ::posix_spawnattr_init(&attributes);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                                    POSIX_SPAWN_SETPGROUP);
        sigset_t signals;
        ::sigemptyset(&signals);
        ::posix_spawnattr_setsigmask(&attributes, &signals);
        ::sigfillset(&signals);
        ::posix_spawnattr_setsigdefault(&attributes, &signals);
        ::posix_spawnattr_setpgroup(&attributes, 0);
    }
    ~spawn_setup() {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }
    spawn_setup(const spawn_setup&) = delete;
    spawn_setup& operator=(const spawn_setup&) = delete;

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

/// Reads `name N` from the front of a line; false when it is something else.
template <typename Number>
bool read_field(std::string_view& line, std::string_view name, Number& value) {
    if (!line.starts_with(name)) {
        return false;
    }
    line.remove_prefix(name.size());
    const auto [end, failure] = std::from_chars(line.data(), line.data() + line.size(), value);
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return failure == std::errc{};
}

} // namespace

std::filesystem::path default_server_binary() {
    if (const char* named = std::getenv("CROSSOVER_SERVER"); named != nullptr && *named != '\0') {
        return named;
    }
    std::error_code failure;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", failure);
    return self.parent_path() / "tcp_server";
}

server_process::server_process(std::uint64_t secret, server_process_options options)
    : options_(std::move(options)), owner_(::getpid()) {
    if (options_.binary.empty()) {
        options_.binary = default_server_binary();
    }
    // The server inherits the limit: refused in the parent, it is told as what it is.
    require_free_descriptors(descriptors, "the TCP server");
    try {
        start(secret);
    } catch (...) {
        end();
        throw;
    }
}

server_process::~server_process() {
    end();
}

void server_process::start(std::uint64_t secret) {
    const auto deadline = steady_clock::now() + options_.deadline;
    auto [ours, theirs] = control_channel();
    control_ = std::move(ours);

    std::vector<std::string> arguments{
        options_.binary.string(), "--secret=" + std::to_string(secret),
        "--threads=" + std::to_string(options_.threads), "--parent=" + std::to_string(owner_)};
    if (options_.capacity > 0) {
        arguments.push_back("--capacity=" + std::to_string(options_.capacity));
        arguments.emplace_back(options_.when_full == over::slow ? "--over=slow" : "--over=refuse");
    }
    std::vector<char*> argv;
    for (auto& argument : arguments) {
        argv.push_back(argument.data());
    }
    argv.push_back(nullptr);
    const spawn_setup setup(theirs.get());
    const int failure = ::posix_spawn(&pid_, options_.binary.c_str(), &setup.actions,
                                      &setup.attributes, argv.data(), environ);
    theirs.reset(); // else its end would never be seen
    if (failure != 0) {
        pid_ = 0;
        if (limit_advice(failure) != nullptr) {
            throw_errno(failure, "starting the TCP server " + options_.binary.string());
        }
        fail(std::string("cannot be started: ") + std::strerror(failure));
    }

    const auto line = read_line(deadline);
    std::string_view rest = line;
    if (!read_field(rest, "port ", port_) || !rest.empty() || port_ == 0) {
        fail("said '" + line + "' instead of its port");
    }
}

void server_process::end() noexcept {
    // A forked child's copy closes its own descriptor and leaves the parent's server alone.
    if (pid_ <= 0 || owner_ != ::getpid()) {
        return;
    }
    // It has nothing to save, so it need not be asked first. Not reaped yet: the id is still its
    // own.
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
}

bool server_process::running() const noexcept {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
}

server_stats server_process::stats() {
    const auto line = ask("stats");
    server_stats stats;
    std::string_view rest = line;
    if (!read_field(rest, "requests ", stats.requests) ||
        !read_field(rest, " refused ", stats.refused) ||
        !read_field(rest, " peak ", stats.peak_concurrency) ||
        !read_field(rest, " bytes_in ", stats.bytes_in) ||
        !read_field(rest, " bytes_out ", stats.bytes_out) ||
        !read_field(rest, " in_flight_ns ", stats.in_flight_ns) ||
        !read_field(rest, " withdrawn ", stats.withdrawn) || !rest.empty()) {
        fail("said '" + line + "' instead of its counts");
    }
    stats.cpu_ns = total_cpu_ns() - cpu_ns_at_reset_;
    return stats;
}

void server_process::reset() {
    if (const auto line = ask("reset"); line != "ok") {
        fail("said '" + line + "' instead of 'ok'");
    }
    cpu_ns_at_reset_ = total_cpu_ns();
}

std::string server_process::ask(const std::string& command) {
    const auto deadline = steady_clock::now() + options_.deadline;
    const std::string text = command + '\n';
    // A dead server makes this fail, and then read_line() tells how it ended.
    static_cast<void>(
        ::send(control_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    return read_line(deadline);
}

std::string server_process::read_line(steady_clock::time_point deadline) {
    for (;;) {
        if (const auto end = unread_.find('\n'); end != std::string::npos) {
            auto line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        using std::chrono::milliseconds;
        const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
        pollfd ready{.fd = control_.get(), .events = POLLIN, .revents = 0};
        const int count =
            left <= milliseconds{0} ? 0 : ::poll(&ready, 1, static_cast<int>(left.count()));
        if (count == 0) {
            fail("did not answer within " + std::to_string(options_.deadline.count()) + " ms");
        }
        char chunk[256];
        const auto got = count < 0 ? -1 : ::recv(control_.get(), chunk, sizeof chunk, MSG_DONTWAIT);
        if (got > 0) {
            unread_.append(chunk, static_cast<std::size_t>(got));
        } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
            fail(how_it_ended(deadline));
        }
    }
}

std::int64_t server_process::total_cpu_ns() const {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) {
        fail(how_it_ended(steady_clock::now()));
    }
    return std::int64_t{used.tv_sec} * 1'000'000'000 + used.tv_nsec;
}

/// Its channel closes a moment before it can be waited for, so this looks until the deadline.
std::string server_process::how_it_ended(steady_clock::time_point deadline) const {
    siginfo_t info{};
    for (;;) {
        if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0) {
            return "has ended";
        }
        if (info.si_pid != 0) {
            break;
        }
        if (steady_clock::now() >= deadline) {
            return "closed its standard output";
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    if (info.si_code == CLD_EXITED) {
        return "exited with status " + std::to_string(info.si_status);
    }
    return "was ended by signal " + std::to_string(info.si_status) + " (" +
           ::strsignal(info.si_status) + ")";
}

void server_process::fail(const std::string& reason) const {
    siginfo_t info{};
    if (pid_ > 0) {
        ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    }
    const bool by_itself = info.si_pid == 0 || info.si_code == CLD_EXITED;
    const std::string what = "the TCP server " + options_.binary.string() + " " + reason + "; ";
    if (info.si_pid != 0 && by_itself &&
        info.si_status == static_cast<int>(exit_code::machine_limit)) {
        throw error(exit_code::machine_limit,
                    what + "a limit of this machine (memory, descriptors, threads) is too low for "
                           "it: see its message above");
    }
    // Before it has a port the start is what failed, and the binary is to be looked at; unless
    // somebody has killed it.
    throw error(exit_code::server_failed,
                what + (port_ == 0 && by_itself
                            ? "build the target tcp_server, or name its path in CROSSOVER_SERVER"
                            : "see its messages above, and run again"));
}

} // namespace crossover::servers
