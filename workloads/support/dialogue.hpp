#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

/// How a task talks with another program when one request and one reply over a socket is not the
/// whole story: a database's driver, a protocol with retries, a command that is started and read. A
/// workload writes the dialogue once; every engine can wait for it, whatever it speaks: loops watch
/// its descriptor, threads and processes let it block.
namespace crossover::wait {

/// What a dialogue needs before it can go on.
struct next_step {
    enum class need : std::uint8_t { readable, writable, time, nothing };
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    need what = need::nothing; ///< nothing: the dialogue is over, and has its answer
    /// On the steady clock: go on then at the latest, whatever has come. `time` waits for nothing
    /// else.
    std::int64_t until_ns = never;

    static constexpr next_step over() noexcept { return {}; }
    static constexpr next_step readable(std::int64_t until_ns) noexcept {
        return {need::readable, until_ns};
    }
    static constexpr next_step writable(std::int64_t until_ns) noexcept {
        return {need::writable, until_ns};
    }
    static constexpr next_step at(std::int64_t when_ns) noexcept { return {need::time, when_ns}; }
};

/// Whoever watches the descriptor of a dialogue.
class descriptor_watch {
public:
    /// Stops watching; the descriptor may be closed then.
    virtual void let_go() noexcept = 0;

protected:
    ~descriptor_watch() = default;
};

/// One slot's side of the dialogue: a state machine that is turned by whoever waits for it. It
/// carries one task at a time. `begin` and `go_on` never block and tell what they need next; both
/// may be called again too early, and look for themselves. Any of the calls that are not noexcept
/// may throw: error(server_failed) when the other side is broken, silent or too slow. After a
/// failure, or `abandon`, the next `begin` starts afresh, with a new connection where the old one
/// is spoilt. Not thread-safe; one virtual call a step, 2 ns beside system calls of a microsecond.
class dialogue_machine {
public:
    dialogue_machine() = default;
    dialogue_machine(const dialogue_machine&) = delete;
    dialogue_machine& operator=(const dialogue_machine&) = delete;
    virtual ~dialogue_machine() = default;

    /// Begins the dialogue of task `index`.
    [[nodiscard]] virtual next_step begin(std::uint64_t index) = 0;

    /// What was needed has come, or its time is over.
    [[nodiscard]] virtual next_step go_on() = 0;

    /// What to watch while it needs to be readable or writable; it may be another one after each
    /// step. Never closed while it is being watched: only in `begin`, `go_on`, `abandon` and the
    /// destructor.
    [[nodiscard]] virtual int descriptor() const noexcept = 0;

    /// False: who watches the descriptor lets go of it before each call of `begin`, `go_on` and
    /// `abandon`, for it may be closed in any of them. True: the dialogue calls `closing()` before
    /// it closes one, and a watch may stay from one step and one task to the next: that spares a
    /// loop up to six system calls a step.
    [[nodiscard]] virtual bool announces_closing() const noexcept { return false; }

    /// Who is told by `closing()`; null for nobody.
    void watched_by(descriptor_watch* watch) noexcept { watch_ = watch; }

    /// What the other side answered. Only when it is over.
    [[nodiscard]] virtual std::uint64_t answer() const noexcept = 0;

    /// The task was cancelled: gives the dialogue up.
    virtual void abandon() noexcept = 0;

    /// The whole dialogue on the calling thread, which blocks; returns the answer. A driver that
    /// has calls that block (PQexec) uses them; by default the steps are taken with poll(2).
    virtual std::uint64_t block(std::uint64_t index);

protected:
    /// To be called before a descriptor is closed that `descriptor` has named.
    void closing() noexcept {
        if (watch_ != nullptr) {
            watch_->let_go();
        }
    }

private:
    descriptor_watch* watch_ = nullptr;
};

/// Where the dialogues of a cell come from. Thread-safe: worker processes open theirs after the
/// fork.
class dialogue_source {
public:
    enum class use {
        steps,
        blocking
    }; ///< which of its calls the dialogue is for: `begin` and `go_on`, or `block`

    dialogue_source() = default;
    dialogue_source(const dialogue_source&) = delete;
    dialogue_source& operator=(const dialogue_source&) = delete;
    virtual ~dialogue_source() = default;

    /// Opens one slot's dialogue, connected where the protocol keeps a connection: set-up, outside
    /// the timed part. Blocks. Throws error(server_failed) or error(machine_limit).
    [[nodiscard]] virtual std::unique_ptr<dialogue_machine> open(use how) const = 0;

    /// How many descriptors a dialogue holds at most.
    [[nodiscard]] virtual std::size_t descriptors() const noexcept { return 1; }
};

} // namespace crossover::wait
