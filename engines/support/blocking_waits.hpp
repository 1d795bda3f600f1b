#pragma once

#include "base/unique_fd.hpp"
#include "workloads/wait.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace crossover::engines {

/// Every kind of wait as a call that blocks the calling thread: what `sequential`, thread pools and
/// process pools use. Each slot is one worker's own connection; different slots may be used by
/// different threads at once.
class blocking_waits {
public:
    static void open(wait::none::endpoint /*e*/, std::size_t /*slots*/) noexcept {}
    static void open(wait::timer::endpoint /*e*/, std::size_t /*slots*/) noexcept {}
    static void open(wait::sync_only::endpoint /*e*/, std::size_t /*slots*/) noexcept {}

    /// Opens a connection for each slot. Throws error(machine_limit) or error(server_failed).
    void open(wait::tcp::endpoint e, std::size_t slots);

    /// Makes a buffer for each slot.
    void open(wait::file::endpoint e, std::size_t slots);

    /// Opens a dialogue for each slot. Throws what dialogue_source::open throws.
    void open(wait::dialogue::endpoint e, std::size_t slots);

    static std::uint64_t wait(wait::none /*w*/, std::size_t /*slot*/) noexcept { return 0; }

    /// Sleeps until the time has passed on the steady clock.
    static std::uint64_t wait(wait::timer w, std::size_t slot);

    /// Blocks for the time, as the library's call does.
    static std::uint64_t wait(wait::sync_only w, std::size_t slot) {
        return wait(wait::timer{w.duration}, slot);
    }

    /// Sends the request and receives the reply. Throws error(server_failed) when the connection
    /// breaks.
    std::uint64_t wait(wait::tcp w, std::size_t slot);

    /// Reads the block by pread. Throws error(server_failed) when it cannot be read, or not whole.
    std::uint64_t wait(wait::file w, std::size_t slot);

    /// Lets the slot's dialogue block. Throws what it throws.
    std::uint64_t wait(wait::dialogue w, std::size_t slot) {
        return dialogues_[slot]->block(w.index);
    }

private:
    struct connection {
        unique_fd fd;
        std::vector<std::byte> message;
    };
    std::vector<connection> connections_;
    std::vector<std::unique_ptr<wait::dialogue_machine>> dialogues_;
    std::vector<std::vector<std::byte>> blocks_;
};

} // namespace crossover::engines
