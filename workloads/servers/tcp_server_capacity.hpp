#pragma once

#include "workloads/servers/tcp_server_deadlines.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace crossover::servers {

/// The largest capacity that a server takes.
inline constexpr std::size_t max_server_capacity = 1'000'000;

/// What a service with a capacity does with a request that finds it full.
enum class over { refuse, slow };

/// A service with room for so many requests at once. A request holds its place for its delay, even
/// when its client goes meanwhile.
///
/// `refuse`: one that finds no place is turned away at once, as a rate limit does (HTTP 429).
/// `slow`: it waits in line, first come, first served; and what waits costs those that are served
/// (memory, locks, connections to look after): with w requests in line, a service that begins takes
/// delay * (1 + w / (8 * places)). So throughput is places / delay at best, and half of that with
/// nine times as many in flight as there are places: it falls, as Gunther's law with coherency says
/// of real services. Not thread-safe.
class limited_service {
public:
    /// 0 places: no limit at all.
    explicit limited_service(std::size_t places, over when_full) noexcept
        : places_(places), when_full_(when_full) {}

    [[nodiscard]] bool limited() const noexcept { return places_ != 0; }

    /// Whether a request that comes now is turned away.
    [[nodiscard]] bool refuses() const noexcept {
        return limited() && when_full_ == over::refuse && busy_ >= places_;
    }

    /// A request comes, with the moment as its `due_ns`. Returns the reply with the moment that it
    /// falls due, or nothing when the request has to wait for a place. Precondition: limited(); one
    /// that is to be refused does not come.
    std::optional<held_reply> come(const held_reply& request, std::int64_t delay_ns) {
        if (busy_ >= places_) {
            line_.push_back({request, delay_ns});
            return std::nullopt;
        }
        ++busy_;
        return begin(request, request.due_ns, delay_ns);
    }

    /// A request that was due at `due_ns` has left its place. Returns the reply of the next in
    /// line, which takes it. Precondition: limited().
    std::optional<held_reply> go(std::int64_t due_ns) {
        if (line_.empty()) {
            --busy_;
            return std::nullopt;
        }
        const waiting next = line_.front();
        line_.pop_front();
        // The place was free from then on, however late we are; but nobody is served before he
        // came.
        return begin(next.request, std::max(due_ns, next.request.due_ns), next.delay_ns);
    }

private:
    struct waiting {
        held_reply request;
        std::int64_t delay_ns;
    };

    /// How many times `places` must wait until a service takes twice as long: chosen so that the
    /// fall is plain to see at ten times the capacity (1/2), and bearable at sixty (1/9).
    static constexpr std::size_t doubling = 8;

    [[nodiscard]] held_reply begin(held_reply reply, std::int64_t at_ns,
                                   std::int64_t delay_ns) const noexcept {
        const double burden =
            static_cast<double>(line_.size()) / static_cast<double>(doubling * places_);
        reply.due_ns =
            at_ns + delay_ns + static_cast<std::int64_t>(static_cast<double>(delay_ns) * burden);
        return reply;
    }

    std::size_t places_;
    over when_full_;
    std::size_t busy_ = 0;
    std::deque<waiting> line_;
};

} // namespace crossover::servers
