#pragma once

#include "engines/pipe/dispatcher.hpp"
#include "engines/pipe/line.hpp"
#include "engines/pipe/wire.hpp"
#include "strategies/batch.hpp"
#include "strategies/process_call.hpp"
#include "strategies/runner.hpp"

#include <cstddef>
#include <exception>
#include <span>

namespace crossover::engines {

/// What becomes of the calls of a pool: takes what its workers say, and gives each call its result
/// or failure. Not thread-safe.
class pipe_replies {
public:
    /// Both must outlive it.
    pipe_replies(pipe_dispatcher& calls, const parcel& shipped) noexcept
        : calls_(calls), shipped_(shipped) {}

    /// Where results and failures of a batch go from now on.
    void begin(const batch& b) noexcept { batch_ = b; }

    /// Takes what has arrived from a worker. Throws nothing of a task's or of `unpack`: that is its
    /// call's failure.
    pipe_line::arrival take(std::size_t worker);

    /// The calls that could not be sent fail.
    void fail_unsent();

    /// So many workers are to say that they are ready, or what they have used.
    void await(std::size_t workers) noexcept { awaited_ = workers; }
    [[nodiscard]] bool is_awaiting() const noexcept { return awaited_ > 0; }

    /// The first failure of the batch, or of making a worker's body; null when there was none. It
    /// is forgotten.
    [[nodiscard]] std::exception_ptr take_failure() noexcept;
    /// What the workers have said that they have used, added up since the last call.
    [[nodiscard]] worker_usage take_usage() noexcept;

private:
    void settle(std::size_t worker, const wire::reply& head, std::span<const std::byte> body);
    void settle_outcomes(std::size_t worker, const wire::reply& head,
                         std::span<const std::byte> body);
    void settle_one(const pending_call& call, const outcome& left,
                    std::span<const std::byte> result);
    void settle_failure(std::size_t worker, const std::exception_ptr& why);
    void fail(const pending_call& call, const std::exception_ptr& why);

    pipe_dispatcher& calls_;
    const parcel& shipped_;
    batch batch_;
    std::exception_ptr failure_;
    std::size_t awaited_ = 0;
    worker_usage used_;
};

} // namespace crossover::engines
