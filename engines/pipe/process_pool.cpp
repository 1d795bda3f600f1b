#include "engines/pipe/process_pool.hpp"

#include "base/error.hpp"
#include "engines/pipe/worker.hpp"
#include "strategies/coro/failures.hpp"
#include "strategies/stop.hpp"

#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace crossover::engines {
namespace {

constexpr std::uint64_t stop_tag = pipe_dispatcher::patience_tag - 1;
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
      workers_(width),
      calls_(workers_, shipped_),
      replies_(calls_, shipped_) {
    if (!stop_) {
        throw_errno(errno, "preparing a process pool");
    }
    workers_.watch(stop_.get(), stop_tag);
    for (std::size_t worker = 0; worker < width; ++worker) {
        start_worker(worker, make);
    }
    calls_.all_idle();
    workers_.watch_deaths();
    for (replies_.await(width); replies_.is_awaiting();) {
        turn(-1);
    }
    if (const auto failure = replies_.take_failure()) {
        std::rethrow_exception(failure);
    }
    doing_ = "between two batches";
}

void pipe_pool::start_worker(std::size_t worker, const std::function<process_body()>& make) {
    auto [ours, theirs] = connect_worker(worker, width());
    workers_.fork([&, &socket = theirs, &parents = ours] {
        calls_.close_inherited();
        parents.reset();
        stop_.reset();
        pipe_worker(socket.get(), claims_[worker], shipped_).run(make);
    });
    calls_.add_line(std::move(ours), claims_[worker]);
}

pipe_pool::~pipe_pool() {
    if (usable()) {
        give_up(std::make_exception_ptr(
            std::runtime_error("the process pool was destroyed before the call had ended")));
    }
}

void pipe_pool::run(const batch& b) {
    require_usable();
    turn(0); // the others could end the batch without one that is dead, but not at the limit that
             // was asked for
    calls_.begin(b);
    replies_.begin(b);
    doing_ = "between two tasks";
    {
        const auto wake = [this]() noexcept { ::eventfd_write(stop_.get(), 1); };
        const on_stop stopping(b.stop, wake);
        for (turn(0); !calls_.is_done();) {
            turn(-1);
        }
    }
    eventfd_t late = 0; // a request that came at the very end must not reach the next batch
    ::eventfd_read(stop_.get(), &late);
    doing_ = "between two batches";
    if (const auto failure = replies_.take_failure()) {
        std::rethrow_exception(failure);
    }
    if (b.stop != nullptr && b.stop->stop_requested()) {
        throw batch_cancelled();
    }
}

void pipe_pool::submit(posted_call& call) {
    require_usable();
    calls_.post(call);
    if (calls_.has_idle()) {
        hand_out();
    } else if (++submitted_ % submits_per_look == 0) {
        poll();
    }
}

void pipe_pool::poll() noexcept {
    if (!usable()) {
        return;
    }
    const bool idle = calls_.is_done();
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
    if (!usable()) {
        return {};
    }
    doing_ = "after a batch";
    for (std::size_t worker = 0; worker < width(); ++worker) {
        calls_.line(worker).ask_usage();
    }
    for (replies_.await(width()); replies_.is_awaiting();) {
        turn(-1);
    }
    doing_ = "between two batches";
    return replies_.take_usage();
}

void pipe_pool::turn(int timeout_ms) {
    try {
        take_arrivals(timeout_ms);
        hand_out();
    } catch (...) {
        if (usable()) { // not a death: the system refused something, and who has what is not known
                        // any more
            give_up(std::current_exception());
        }
        throw;
    }
}

void pipe_pool::hand_out() {
    calls_.hand_out();
    replies_.fail_unsent();
}

void pipe_pool::take_arrivals(int timeout_ms) {
    std::optional<std::size_t> dead;
    for (const auto& event : workers_.wait(timeout_ms)) {
        const auto tag = event.data.u64;
        if (tag >= worker_processes::first_death_tag) {
            dead = tag - worker_processes::first_death_tag;
        } else if (tag == stop_tag) {
            eventfd_t requests = 0;
            ::eventfd_read(stop_.get(), &requests);
            calls_.call_off();
        } else if (tag == pipe_dispatcher::patience_tag) {
            calls_.lose_patience();
        } else if ((event.events & ~std::uint32_t{EPOLLOUT}) != 0 &&
                   replies_.take(tag) == pipe_line::arrival::closed) {
            dead = tag;
        } else if ((event.events & EPOLLOUT) != 0) {
            calls_.send_more(tag);
        }
    }
    if (dead) {
        while (replies_.take(*dead) ==
               pipe_line::arrival::some) { // what it answered before it died has been answered
        }
        report_death(*dead);
    }
}

void pipe_pool::report_death(std::size_t worker) {
    // A socket is closed a moment before its process has ended; one that is closed by a process
    // that lives on is of no use either.
    constexpr int moment_ms = 1000;
    const auto index = claims_[worker].running.load(std::memory_order_relaxed);
    const std::string where =
        index >= 0 ? "while running task " + std::to_string(index) : std::string(doing_);
    const std::string who = workers_.is_dead(worker, moment_ms)
                                ? workers_.death_text(worker)
                                : workers_.name(worker) + " closed its socket";
    const char* const why = claims_[worker].cut_off.load(std::memory_order_relaxed)
                                ? worker_processes::cut_off_text
                                : "";
    const std::string text = who + why + " " + where + "; the batch was given up";
    const error death(exit_code::internal, text);
    give_up(std::make_exception_ptr(death));
    throw death;
}

/// Ends the workers, and every call that is open by `why`.
void pipe_pool::give_up(const std::exception_ptr& why) noexcept {
    why_given_up_ = why;
    workers_.end(); // no task goes on once the caller has the error
    for (const auto& call : calls_.give_up()) {
        if (call.posted != nullptr) {
            call.posted->failure = why;
            call.posted->ended(*call.posted);
        }
    }
}

void pipe_pool::require_usable() const {
    if (untold_) {
        std::rethrow_exception(untold_);
    }
    if (!usable()) {
        throw std::logic_error(worker_processes::given_up_text(coro::text_of(why_given_up_)));
    }
}

} // namespace crossover::engines
