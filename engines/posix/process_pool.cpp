#include "engines/posix/process_pool.hpp"

#include "base/error.hpp"
#include "engines/futex.hpp"
#include "engines/posix/failure_text.hpp"
#include "engines/posix/fate.hpp"
#include "engines/posix/worker.hpp"

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace crossover::engines {
namespace {

constexpr std::uint64_t done_tag = UINT64_MAX;

} // namespace

shared_memory_pool::shared_memory_pool(std::size_t width, const std::function<body()>& make)
    : shared_(width), done_(::eventfd(0, EFD_CLOEXEC)), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!done_ || !epoll_) {
        throw_errno(errno, "preparing a process pool");
    }
    watch(done_.get(), done_tag);
    shared_.control().left.store(width, std::memory_order_relaxed);
    try {
        for (std::size_t worker = 0; worker < width; ++worker) {
            fork_worker(worker, make);
        }
        await_done("while getting ready");
        rethrow_failure(shared_.control());
    } catch (...) {
        broken_ = true; // some may not sleep yet: they are killed, not asked
        end();
        throw;
    }
}

shared_memory_pool::~shared_memory_pool() {
    end();
}

void shared_memory_pool::watch(int fd, std::uint64_t tag) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = tag;
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
        throw_errno(errno, "watching a worker process");
    }
}

void shared_memory_pool::fork_worker(std::size_t worker, const std::function<body()>& make) {
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
        epoll_.reset();
        pidfds_.clear(); // else the last of n workers would hold n descriptors of its siblings
        run_worker(shared_, worker, done_.get(), parent, make);
    }
    if (pid < 0) {
        throw error(exit_code::machine_limit, "cannot start worker process " + std::to_string(worker + 1) + " of " +
                                                  std::to_string(shared_.slots().size()) + " (" + std::strerror(errno) +
                                                  "); lower --limit or raise the process limit with ulimit -u");
    }
    pids_.push_back(pid);
    unique_fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!pidfd) {
        throw_errno(errno, "opening a worker's pidfd");
    }
    watch(pidfd.get(), worker);
    pidfds_.push_back(std::move(pidfd));
}

bool shared_memory_pool::poll_once(int timeout_ms, const char* doing) {
    // Two, because epoll may show the end of the batch first: a death is seen although the others have done all the work.
    std::array<epoll_event, 2> events{};
    const int ready = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), timeout_ms);
    if (ready < 0 && errno != EINTR) {
        throw_errno(errno, "waiting for worker processes");
    }
    if (ready <= 0) {
        return false;
    }
    for (int i = 0; i < ready; ++i) {
        if (const auto tag = events[static_cast<std::size_t>(i)].data.u64; tag != done_tag) {
            report_death(static_cast<std::size_t>(tag), doing);
        }
    }
    std::uint64_t count = 0;
    return ::read(done_.get(), &count, sizeof count) == sizeof count;
}

void shared_memory_pool::await_done(const char* doing) {
    while (!poll_once(-1, doing)) {
    }
}

void shared_memory_pool::report_death(std::size_t worker, const char* doing) {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pids_[worker]), &info, WEXITED | WNOWAIT); // reaped with the others
    const auto index = shared_.slots()[worker].current.load(std::memory_order_relaxed);
    const std::string where = index >= 0 ? "while running task " + std::to_string(index) : std::string(doing);
    const std::string text = "worker process " + std::to_string(worker) + " (pid " + std::to_string(pids_[worker]) +
                             ") " + fate(info) + " " + where + "; the batch was given up";
    broken_ = true;
    end(); // no task goes on once the caller has the error
    throw error(exit_code::internal, text);
}

void shared_memory_pool::run(const batch& b) {
    if (broken_) {
        throw std::logic_error("a process pool whose worker died cannot run another batch; make a new one");
    }
    if (b.tasks == 0) {
        return;
    }
    poll_once(
        0, "between two batches"); // the others could end the batch without it, but not at the limit that was asked for
    await_asleep(); //: nobody still draws from the counters of the batch before
    pool_control& control = shared_.control();
    control.current = b;
    control.next.store(0, std::memory_order_relaxed);
    control.left.store(b.tasks, std::memory_order_relaxed);
    control.asleep.store(0, std::memory_order_relaxed);
    forget_failure(control);
    control.round.fetch_add(1, std::memory_order_release);
    futex_wake(control.round, INT_MAX, futex_reach::shared);
    await_done("between two tasks");
    rethrow_failure(control);
}

void shared_memory_pool::await_asleep() {
    while (!broken_ && shared_.control().asleep.load(std::memory_order_acquire) < pids_.size()) {
        poll_once(0, "after a batch"); // should one have died meanwhile, waiting for it would never end
        std::this_thread::yield();
    }
}

worker_usage shared_memory_pool::usage() {
    await_asleep();
    const auto ns = [](const timeval& t) { return t.tv_sec * 1'000'000'000 + t.tv_usec * 1000; };
    worker_usage sum;
    for (const auto& slot : shared_.slots()) {
        sum.user_ns += ns(slot.used.ru_utime);
        sum.system_ns += ns(slot.used.ru_stime);
        sum.voluntary_switches += slot.used.ru_nvcsw;
        sum.involuntary_switches += slot.used.ru_nivcsw;
    }
    return sum;
}

void shared_memory_pool::end() noexcept {
    pool_control& control = shared_.control();
    control.ending.store(true, std::memory_order_relaxed);
    control.round.fetch_add(1, std::memory_order_release);
    futex_wake(control.round, INT_MAX, futex_reach::shared);
    for (const pid_t pid : pids_) {
        if (broken_) {
            ::kill(pid, SIGKILL);
        }
    }
    for (const pid_t pid : pids_) {
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
        }
    }
    pids_.clear();
}

} // namespace crossover::engines
