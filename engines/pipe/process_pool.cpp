#include "engines/pipe/process_pool.hpp"

#include "base/error.hpp"
#include "engines/pipe/worker.hpp"
#include "strategies/stop.hpp"

#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <utility>

namespace crossover::engines {
namespace {

constexpr std::uint64_t patience_tag = worker_processes::first_death_tag - 1;
constexpr std::uint64_t stop_tag = worker_processes::first_death_tag - 2;
/// A caller that submits without end lets calls end so often; looking costs about 0.3 us.
constexpr std::size_t submits_per_look = 32;

struct socket_pair {
    unique_fd ours;
    unique_fd theirs;
};

socket_pair connect_worker(std::size_t worker, std::size_t width) {
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        throw error(exit_code::machine_limit,
                    "cannot connect worker process " + std::to_string(worker + 1) + " of " +
                        std::to_string(width) + " (" + std::strerror(errno) +
                        "); lower --limit or raise the descriptor limit with ulimit -n");
    }
    return {unique_fd(ends[0]), unique_fd(ends[1])};
}

} // namespace

pipe_pool::pipe_pool(std::size_t width, const std::function<process_body()>& make, parcel shipped)
    : shipped_(std::move(shipped)),
      claims_(width),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      patience_(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      workers_(width) {
    if (!stop_ || !patience_) {
        throw_errno(errno, "preparing a process pool");
    }
    workers_.watch(stop_.get(), stop_tag);
    workers_.watch(patience_.get(), patience_tag);
    lines_.reserve(width);
    idle_.reserve(width);
    for (std::size_t worker = 0; worker < width; ++worker) {
        start_worker(worker, make);
    }
    for (std::size_t worker = width; worker > 0; --worker) {
        note_idle(worker - 1); // the first is the first to be fed
    }
    workers_.watch_deaths();
    for (awaited_ = width; awaited_ > 0;) {
        turn(-1);
    }
    if (failure_) {
        std::rethrow_exception(std::exchange(failure_, nullptr));
    }
    doing_ = "between two batches";
}

void pipe_pool::start_worker(std::size_t worker, const std::function<process_body()>& make) {
    auto [ours, theirs] = connect_worker(worker, width());
    workers_.fork([&, &socket = theirs, &parents = ours] {
        lines_.clear(); // else the last of n workers would hold n sockets of its siblings
        parents.reset();
        stop_.reset();
        patience_.reset();
        pipe_worker(socket.get(), claims_[worker], shipped_).run(make);
    });
    workers_.watch(ours.get(), worker);
    lines_.emplace_back(std::move(ours), claims_[worker]);
}

void pipe_pool::run(const batch& b) {
    require_usable();
    turn(0); // the others could end the batch without one that is dead, but not at the limit that
             // was asked for
    batch_ = b;
    next_ = 0;
    last_ = b.tasks;
    doing_ = "between two tasks";
    {
        const auto wake = [this]() noexcept { ::eventfd_write(stop_.get(), 1); };
        const on_stop stopping(b.stop, wake);
        for (turn(0); pending() > 0 || open_ > 0;) {
            turn(-1);
        }
    }
    eventfd_t late = 0; // a request that came at the very end must not reach the next batch
    ::eventfd_read(stop_.get(), &late);
    doing_ = "between two batches";
    if (failure_) {
        std::rethrow_exception(std::exchange(failure_, nullptr));
    }
    if (b.stop != nullptr && b.stop->stop_requested()) {
        throw batch_cancelled();
    }
}

void pipe_pool::submit(posted_call& call) {
    require_usable();
    backlog_.push_back({.index = call.index, .answer = call.answer, .posted = &call});
    if (!idle_.empty()) {
        hand_out();
    } else if (++submitted_ % submits_per_look == 0) {
        poll();
    }
}

void pipe_pool::poll() noexcept {
    if (broken_) {
        return;
    }
    const bool idle = open_ == 0 && backlog_.empty();
    try {
        turn(0);
    } catch (...) {
        give_up(std::current_exception()); // whoever has not been told
        if (idle) {
            untold_ = std::current_exception();
        }
    }
}

worker_usage pipe_pool::usage() {
    used_ = {};
    if (broken_) {
        return used_;
    }
    doing_ = "after a batch";
    for (auto& line : lines_) {
        line.ask_usage();
    }
    for (awaited_ = width(); awaited_ > 0;) {
        turn(-1);
    }
    doing_ = "between two batches";
    return used_;
}

void pipe_pool::turn(int timeout_ms) {
    try {
        look(timeout_ms);
        hand_out();
    } catch (...) {
        if (!broken_) { // not a death: the system refused something, and who has what is not known
                        // any more
            give_up(std::current_exception());
        }
        throw;
    }
}

void pipe_pool::look(int timeout_ms) {
    std::optional<std::size_t> dead;
    for (const auto& event : workers_.wait(timeout_ms)) {
        const auto tag = event.data.u64;
        if (tag >= worker_processes::first_death_tag) {
            dead = tag - worker_processes::first_death_tag;
        } else if (tag == stop_tag) {
            eventfd_t requests = 0;
            ::eventfd_read(stop_.get(), &requests);
            call_off();
        } else if (tag == patience_tag) {
            lose_patience();
        } else if ((event.events & ~std::uint32_t{EPOLLOUT}) != 0 &&
                   take_replies(tag) == pipe_line::arrival::closed) {
            dead = tag;
        } else if ((event.events & EPOLLOUT) != 0) {
            lines_[tag].send_more();
            watch_room(tag);
        }
    }
    if (dead) {
        while (take_replies(*dead) ==
               pipe_line::arrival::some) { // what it answered before it died has been answered
        }
        report_death(*dead);
    }
}

} // namespace crossover::engines
