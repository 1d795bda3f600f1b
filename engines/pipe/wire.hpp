#pragma once

#include "base/error.hpp"
#include "strategies/batch.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

/// What travels between a parent and its worker processes. Same binary, same machine: structs as
/// they lie in memory.
namespace crossover::engines::wire {

enum class request_kind : std::uint32_t { calls, usage };

/// Head of a message to a worker; `count` calls follow, each a call_head and its argument.
struct request {
    request_kind kind = request_kind::calls;
    std::uint32_t count = 0;
    std::uint32_t generation = 0; ///< of the worker's claims
    std::uint32_t stamped = 0; ///< 1: the outcomes are to carry stamps
};

struct call_head {
    std::uint64_t index = 0;
    std::uint64_t answer = 0;
};

enum class reply_kind : std::uint32_t {
    ready, ///< the worker's body is made
    outcomes, ///< of the `count` calls that were taken first and not replied to, each an outcome
              ///< and its result
    failure, ///< of one call: `code`, and the text; also of making the body
    usage, ///< an rusage
};

/// Head of a message from a worker; `bytes` bytes follow.
struct reply {
    reply_kind kind = reply_kind::ready;
    std::uint32_t count = 0;
    std::uint64_t bytes = 0;
    std::int64_t busy_ns = 0; ///< how long those calls took altogether
    exit_code code = exit_code::success; ///< of a failure
};

/// Bytes that are put in at the end and taken out at the front.
class bytes {
public:
    [[nodiscard]] std::span<const std::byte> front() const noexcept {
        return {data_.data() + begin_, end_ - begin_};
    }
    [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }

    /// Room for `n` bytes at the end; `commit` says how many were written there.
    std::span<std::byte> room(std::size_t n) {
        if (data_.size() - end_ < n) {
            if (begin_ > 0) {
                std::memmove(data_.data(), data_.data() + begin_, size());
                end_ -= begin_;
                begin_ = 0;
            }
            if (data_.size() < end_ + n) {
                data_.resize(std::max(end_ + n, 2 * data_.size()));
            }
        }
        return {data_.data() + end_, data_.size() - end_};
    }
    void commit(std::size_t n) noexcept { end_ += n; }

    void drop(std::size_t n) noexcept {
        begin_ += n;
        if (begin_ == end_) {
            begin_ = end_ = 0;
        }
    }
    void clear() noexcept { begin_ = end_ = 0; }
    /// Takes back what was put in last, so that `size` bytes are left.
    void cut_back(std::size_t size) noexcept { end_ = begin_ + size; }

    template <class T>
    void put(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        std::memcpy(room(sizeof value).data(), &value, sizeof value);
        commit(sizeof value);
    }
    void append(std::span<const std::byte> more) {
        if (!more.empty()) {
            std::memcpy(room(more.size()).data(), more.data(), more.size());
            commit(more.size());
        }
    }

    /// Writes over what stands `offset` bytes behind the front.
    template <class T>
    void rewrite(std::size_t offset, const T& value) noexcept {
        static_assert(std::is_trivially_copyable_v<T>);
        std::memcpy(data_.data() + begin_ + offset, &value, sizeof value);
    }

private:
    std::vector<std::byte> data_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

/// How much a reading asks for: little from one who says little, so that a thousand workers cost
/// little memory, and twice as much whenever a reading was filled.
class appetite {
public:
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    void learn(std::size_t received) noexcept {
        if (received >= bytes_ && bytes_ < most) {
            bytes_ *= 2;
        }
    }

private:
    static constexpr std::size_t most = 256 << 10; ///< about what a socket holds
    std::size_t bytes_ = 1 << 10;
};

/// Reads a T from the front of `from`, and cuts it off. Precondition: it is long enough.
template <class T>
T cut(std::span<const std::byte>& from) noexcept {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    std::memcpy(&value, from.data(), sizeof value);
    from = from.subspan(sizeof value);
    return value;
}

} // namespace crossover::engines::wire
