#pragma once

#include "base/unique_fd.hpp"
#include "engines/pipe/claims.hpp"
#include "engines/pipe/wire.hpp"
#include "engines/support/adaptive_chunk.hpp"
#include "strategies/process_call.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <utility>

namespace crossover::engines {

/// A task on its way to a worker and back.
struct pending_call {
    std::uint64_t index = 0;
    std::uint64_t answer = 0;
    posted_call* posted = nullptr; ///< who waits for it; null: it belongs to the batch
};

/// The parent's end of the socket to one worker, and what it knows of that worker. Never blocks.
/// Not thread-safe.
class pipe_line {
public:
    /// A round trip of 10 us is half a percent of this: a worker of longer tasks need not have a
    /// message waiting while it is busy with another.
    static constexpr std::int64_t round_trip_matters_ns = 2'000'000;
    /// Beyond this a no-op does not become cheaper: a message of 8 KiB fills the buffers that the
    /// kernel has at hand.
    static constexpr std::size_t most_in_message = 512;

    pipe_line(unique_fd socket, claims& taken) noexcept
        : socket_(std::move(socket)), claims_(&taken) {}

    [[nodiscard]] int descriptor() const noexcept { return socket_.get(); }

    /// Begins a message of calls; `add` puts them in, `send_calls` sends it, unless it is empty.
    /// What `pack` throws comes out of `add`, and that call is not in the message.
    void begin_calls(bool stamped);
    void add(const pending_call& call, const parcel& shipped);
    void send_calls();

    /// Asks what the worker has used.
    void ask_usage();

    /// Sends what could not be sent before. False: there is still more, and the socket is full.
    bool send_more() noexcept;
    [[nodiscard]] bool unsent() const noexcept { return out_.size() > 0; }

    enum class arrival { some, none, closed };

    /// Reads some of what is there; `closed`: the worker has closed its end, and there is no more.
    arrival receive();

    /// The next message that has arrived as a whole. True when there is one; `body` is valid until
    /// the next receive().
    bool next(wire::reply& head, std::span<const std::byte>& body) noexcept;

    /// The oldest call that has not been answered, taken out.
    pending_call take_answered() noexcept {
        const pending_call call = open_.front();
        open_.pop_front();
        ++answered_;
        return call;
    }

    /// Calls back what the worker has not taken, and puts it before all that is in `into`, the
    /// oldest first: it was pending before the rest.
    void recall(std::deque<pending_call>& into);
    /// Gives up all that has not been answered.
    void abandon(std::deque<pending_call>& into);

    [[nodiscard]] std::size_t open() const noexcept { return open_.size(); }

    /// How many calls may stand behind the one that the worker runs, and could be called back;
    /// those that it has run and not answered yet are among them until the next recall.
    [[nodiscard]] std::size_t waiting() const noexcept {
        return all_taken_ || open_.empty() ? 0 : open_.size() - 1;
    }

    priced_chunk chunk{most_in_message, round_trip_matters_ns};
    std::size_t last_sent = 0; ///< how many calls the last message held
    std::size_t counted = 0; ///< of waiting(), in the pool's sum
    bool idle = false; ///< whether the pool counts it among those that have nothing to do
    bool watched_for_room = false; ///< whether the pool waits until it can send more

private:
    unique_fd socket_;
    claims* claims_;
    std::uint32_t generation_ = 0;
    std::uint32_t answered_ = 0; ///< since the beginning, modulo 2^32, as claims count
    std::deque<pending_call> open_; ///< handed over and not answered
    wire::bytes out_;
    wire::bytes in_;
    wire::appetite appetite_;
    bool all_taken_ = false; ///< since a recall nothing was handed over
    std::size_t head_at_ = 0; ///< where in out_ the message stands that is being put together
    wire::request head_;
    std::size_t read_ = 0; ///< how much of in_ next() has given away
};

} // namespace crossover::engines
