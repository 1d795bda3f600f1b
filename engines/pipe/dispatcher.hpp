#pragma once

#include "base/unique_fd.hpp"
#include "engines/pipe/claims.hpp"
#include "engines/pipe/line.hpp"
#include "engines/support/worker_processes.hpp"
#include "strategies/batch.hpp"
#include "strategies/process_call.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <vector>

namespace crossover::engines {

/// Shares out what is pending among the workers of a pool: who is handed how many calls, and when,
/// and what is called back. It knows nothing of what becomes of a call. Not thread-safe.
class pipe_dispatcher {
public:
    static constexpr std::uint64_t patience_tag = worker_processes::first_death_tag - 1;

    /// Both must outlive it. Throws std::system_error when the system refuses a timer.
    pipe_dispatcher(worker_processes& workers, const parcel& shipped);

    /// A worker more, with the number that follows: the parent's end of its socket.
    void add_line(unique_fd socket, claims& taken);
    /// All workers are there, and idle: the first is the first to be fed.
    void all_idle();
    /// In a child: else the last of n workers would hold the sockets of its siblings.
    void close_inherited() noexcept;

    /// What is pending from now on. The calls of a batch go out after those that were posted.
    void begin(const batch& b) noexcept;
    void post(posted_call& call);
    /// A posted call was withdrawn: it ends by coro::cancelled if it has not started, at the next
    /// hand_out().
    void withdraw() noexcept { withdrawn_ = true; }

    /// Hands out what can be handed out now.
    void hand_out();

    /// A call whose argument could not be packed, and why: it went to nobody.
    struct unsent {
        pending_call call;
        std::exception_ptr why;
    };
    /// Those of the hand-outs since the last call.
    [[nodiscard]] std::vector<unsent> take_unsent() noexcept;

    /// Calls back what the worker has not started: it is pending again.
    void recall(std::size_t worker);
    /// What of the batch has not started does not start.
    void call_off();
    /// The timer of `patience_tag` has rung: what waits behind a long task is called back.
    void lose_patience();
    /// The worker's socket has room again.
    void send_more(std::size_t worker);

    /// The oldest call that the worker has not answered, taken out.
    pending_call take_answered(std::size_t worker) noexcept {
        --open_;
        return lines_[worker].take_answered();
    }
    /// All that has arrived from the worker was looked at: it may have nothing to do.
    void note_replies(std::size_t worker);

    /// Ends the traffic; what was pending or under way, none of which will be answered.
    [[nodiscard]] std::deque<pending_call> give_up() noexcept;

    [[nodiscard]] pipe_line& line(std::size_t worker) noexcept { return lines_[worker]; }
    [[nodiscard]] bool has_idle() const noexcept { return !idle_.empty(); }
    /// Whether every call has been answered.
    [[nodiscard]] bool is_done() const noexcept { return pending() == 0 && open_ == 0; }

private:
    void sweep();
    void feed(std::size_t worker);
    std::size_t fill(pipe_line& line, std::size_t n);
    void watch_room(std::size_t worker);
    void recount(pipe_line& line) noexcept;
    void note_idle(std::size_t worker);
    void be_patient();
    [[nodiscard]] std::size_t width() const noexcept { return lines_.size(); }
    [[nodiscard]] std::size_t pending() const noexcept { return backlog_.size() + (last_ - next_); }
    [[nodiscard]] std::int64_t message_ns(const pipe_line& line) const noexcept;
    pending_call take_pending();

    worker_processes& workers_;
    const parcel& shipped_;
    std::vector<pipe_line> lines_;
    unique_fd patience_; ///< timer: something waits behind a long task, and a worker is idle
    bool patient_ = false; ///< it runs

    std::size_t next_ = 0; ///< the next index of the batch to be handed out
    std::size_t last_ = 0; ///< one behind the batch's last
    bool stamped_ = false; ///< the batch wants stamps
    std::deque<pending_call> backlog_; ///< posted or called back; goes out before `next_`
    std::vector<unsent> unsent_;
    std::vector<std::size_t> idle_; ///< workers that have nothing to do
    std::vector<std::size_t> replied_; ///< workers that have replied since the last hand-out
    std::size_t open_ = 0; ///< calls that are handed over and not answered
    std::size_t waiting_ = 0; ///< of those, how many may stand behind another one
    bool withdrawn_ = false; ///< a call was withdrawn since the last sweep
};

} // namespace crossover::engines
