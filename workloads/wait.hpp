#pragma once

#include "workloads/support/dialogue.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>

/// The kinds of wait: the one vocabulary that workloads and engines share. A workload names a wait,
/// an engine implements it. Each wait has an `endpoint` (what must be opened before the first wait,
/// outside the timed part) and answers with 64 bits (0 where there is nothing to say).
/// `descriptors` is how many one open wait holds.
namespace crossover::wait {

/// Nothing to wait for: pure computing.
struct none {
    struct endpoint {};
    static constexpr const char* name = "none";
    static constexpr std::size_t descriptors = 0;
};

/// The task sleeps for a time, never less.
struct timer {
    struct endpoint {};
    static constexpr const char* name = "timer";
    static constexpr std::size_t descriptors = 0;
    std::chrono::nanoseconds duration{};
};

/// A library call that can only block: it takes its time, and offers nothing that an event loop
/// could await.
struct sync_only {
    struct endpoint {};
    static constexpr const char* name = "sync_only";
    static constexpr std::size_t descriptors = 0;
    std::chrono::nanoseconds duration{};
};

/// What travels over a tcp wait's connection, in both directions, padded to the message size.
/// Little-endian and same-host only: traffic never leaves the loopback interface.
struct tcp_message {
    std::uint32_t bytes = 0; ///< size of the whole message, this header included
    std::uint32_t delay_or_status =
        0; ///< in a request: us for which the server holds the reply back; in a reply: a tcp_status
    std::uint64_t index = 0; ///< the task; the reply echoes it
    std::uint64_t answer =
        0; ///< 0 in a request and in a refusal; mix(index ^ the server's secret) in an answer
};

/// What a reply is. A server without a capacity (tcp_server --capacity) never refuses; one with it
/// turns a request away with a reply of a header alone, whatever the size of the request.
/// One that was withdrawn before its delay was over has a reply of a header alone, too.
enum class tcp_status : std::uint32_t { answered = 0, refused = 1, withdrawn = 2 };

/// In place of a delay: the message is a header alone, and no request. It takes the last request of
/// the connection back, if that is the only one without a reply and has this index; else it means
/// nothing. So each request has one reply, and the server has let go of it then.
inline constexpr std::uint32_t tcp_withdraw = 0xffff'ffff;

inline constexpr std::size_t tcp_min_bytes = sizeof(tcp_message);
inline constexpr std::size_t tcp_max_bytes = 1 << 20;

/// One request and one reply over a TCP connection that was opened before, with TCP_NODELAY.
struct tcp {
    struct endpoint {
        std::uint16_t port = 0; ///< on 127.0.0.1
        std::uint32_t bytes = tcp_min_bytes; ///< size of a request and of a reply
    };
    static constexpr const char* name = "tcp";
    static constexpr std::size_t descriptors = 1;
    std::uint64_t index = 0;
    std::uint32_t delay_us = 0;
};

/// One read of a block at an offset of an open file. Its answer is the sum of the block's words,
/// whoever has read it.
struct file {
    struct endpoint {
        std::uint32_t bytes = 0; ///< size of a block; a multiple of 8
    };
    static constexpr const char* name = "file";
    static constexpr std::size_t descriptors = 0;
    int fd = -1;
    std::uint64_t offset = 0;
};

/// The answer of a `file` wait: the sum of the block's words. Cheap beside the read (50 ns for 4
/// KiB), so that reading is what is measured.
inline std::uint64_t sum_of_words(const std::byte* block, std::size_t bytes) noexcept {
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at + sizeof sum <= bytes; at += sizeof sum) {
        std::uint64_t word = 0;
        std::memcpy(&word, block + at, sizeof word);
        sum += word;
    }
    return sum;
}

/// A dialogue of several steps with another program, by a state machine of the workload's
/// (support/dialogue.hpp). Its answer is the machine's.
struct dialogue {
    struct endpoint {
        const dialogue_source* source =
            nullptr; ///< outlives every wait; each slot opens a dialogue of its own
    };
    static constexpr const char* name = "dialogue";
    static constexpr std::size_t descriptors = 1;
    std::uint64_t index = 0;
};

/// Writes the request of a wait into the first bytes of a message buffer.
inline void encode(const tcp& wait, std::uint32_t bytes, std::byte* out) noexcept {
    const tcp_message message{
        .bytes = bytes, .delay_or_status = wait.delay_us, .index = wait.index};
    std::memcpy(out, &message, sizeof message);
}

/// Reads the header of a reply.
inline tcp_message decode(const std::byte* in) noexcept {
    tcp_message message;
    std::memcpy(&message, in, sizeof message);
    return message;
}

} // namespace crossover::wait
