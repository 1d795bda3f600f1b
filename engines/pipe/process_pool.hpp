#pragma once

#include "base/unique_fd.hpp"
#include "engines/pipe/claims.hpp"
#include "engines/pipe/dispatcher.hpp"
#include "engines/pipe/replies.hpp"
#include "engines/support/shared_array.hpp"
#include "engines/support/worker_processes.hpp"
#include "strategies/batch.hpp"
#include "strategies/concepts.hpp"
#include "strategies/process_call.hpp"
#include "strategies/runner.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <sys/types.h>
#include <vector>

namespace crossover::engines {

/// Worker processes, forked up front, to which calls and from which outcomes travel over a socket
/// each, as with Python's ProcessPoolExecutor: no result, argument or task passes through shared
/// memory.
///
/// Short tasks travel many in a message, and a second message waits while the first is worked on
/// (engines/support/adaptive_chunk.hpp). Whatever waits so when another worker has nothing to do is
/// called back and given to that one (claims.hpp). The parent never blocks in a write, so payloads
/// may be larger than any buffer. Not thread-safe.
class pipe_pool {
public:
    /// Forks `width` workers; in each, `make()` prepares its body. Returns when all are ready.
    /// `shipped` says which bytes travel with each call. Throws what `make` threw in one of them,
    /// as run() does, and error(machine_limit) when the system refuses a process or a socket; those
    /// that were forked end first.
    pipe_pool(std::size_t width, const std::function<process_body()>& make, parcel shipped = {});
    pipe_pool(const pipe_pool&) = delete;
    pipe_pool& operator=(const pipe_pool&) = delete;
    /// Ends the workers. Posted calls that are open fail: nobody waits for them in vain.
    ~pipe_pool();

    /// Runs a batch to its end. Throws the first failure of a task as an error with its text and
    /// the exit code that tell_current (base/failure.hpp) gives it. When a worker dies, ends the
    /// others and throws error(internal) that names the worker and its signal or exit status; the
    /// pool is then of no more use. After a request to stop no further task starts, and
    /// batch_cancelled is thrown. Precondition: nothing that was submitted is open.
    void run(const batch& b);

    /// Takes a call; `call.ended` is called from a later poll() or submit(). Throws
    /// std::logic_error when a worker has died before, and the error of its death itself when no
    /// call was open then that could have been told.
    void submit(posted_call& call);
    /// Nobody wants the call any more: if it has not started, it ends by coro::cancelled when the
    /// next one ends or is submitted.
    void withdraw(posted_call& call) noexcept {
        call.withdrawn = true;
        calls_.withdraw();
    }
    /// Lets end what has ended. A worker's death fails every call that has not.
    void poll() noexcept;
    /// Readable while poll() has something to do.
    [[nodiscard]] int descriptor() const noexcept { return workers_.descriptor(); }

    /// False once a worker has died: make a new pool.
    [[nodiscard]] bool usable() const noexcept { return why_given_up_ == nullptr; }
    [[nodiscard]] std::size_t width() const noexcept { return workers_.width(); }
    /// A socket, and a pidfd.
    static constexpr std::size_t descriptors_per_worker = 2;
    [[nodiscard]] std::vector<pid_t> workers() const { return workers_.pids(); }

    /// What the workers have used so far: asks each. Precondition: nothing that was submitted is
    /// open.
    [[nodiscard]] worker_usage usage();

private:
    void start_worker(std::size_t worker, const std::function<process_body()>& make);
    void turn(int timeout_ms);
    void take_arrivals(int timeout_ms);
    void hand_out();
    void require_usable() const;
    [[noreturn]] void report_death(std::size_t worker);
    void give_up(const std::exception_ptr& why) noexcept;

    parcel shipped_;
    shared_array<claims> claims_;
    unique_fd stop_; ///< eventfd: the batch was cancelled from outside
    worker_processes workers_; ///< after the claims: they end before what they share
    pipe_dispatcher calls_;
    pipe_replies replies_;

    std::size_t submitted_ = 0;
    const char* doing_ = "while getting ready"; ///< when a worker dies: in words
    std::exception_ptr why_given_up_; ///< null while it is usable
    std::exception_ptr untold_; ///< the same, when poll() has seen it and nobody could be told
};

static_assert(batch_process_pool<pipe_pool> && shipping_process_pool<pipe_pool> &&
              posting_process_pool<pipe_pool>);

} // namespace crossover::engines
