#pragma once

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "baselines/harness.hpp"
#include "baselines/worker_processes.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <span>
#include <stdexcept>
#include <unistd.h>
#include <utility>
#include <vector>

namespace crossover::baselines {

/// What travels between a pool and its workers, in both directions.
struct message {
    std::uint64_t index = 0;
    std::uint64_t digest = 0; ///< in a reply
    stamp when; ///< in a reply, where it was asked for
    std::uint64_t stamped = 0; ///< 1: asked for
    std::array<std::uint64_t, 3> padding{}; ///< a cache line: what arguments and results would fill
};
static_assert(sizeof(message) == 64);

/// A two-way channel between the pool and one worker.
struct channel {
    unique_fd to_worker, from_pool; ///< the pool writes, the worker reads
    unique_fd to_pool, from_worker; ///< the worker writes, the pool reads
};

/// Worker processes that get tasks as messages: at most 32 are outstanding at each worker, and
/// whatever is there is read, answered and refilled with one system call each.
class message_workers : public runner {
public:
    message_workers(const work& w, channel (*open)()) : work_(w) {
        for (std::size_t i = 0; i < w.limit; ++i) {
            channel c = open();
            workers_.start([&] {
                lanes_.clear(); // else a dead sibling's channel would stay open
                c.to_worker.reset();
                c.from_worker.reset();
                serve(c);
            });
            lanes_.push_back({std::move(c.to_worker), std::move(c.from_worker), 0});
            polled_.push_back({lanes_.back().from.get(), POLLIN, 0});
        }
    }

    void run(const batch& b) override {
        std::size_t next = 0;
        for (auto& l : lanes_) {
            refill(l, next, b);
        }
        for (std::size_t ended = 0; ended < b.tasks;) {
            if (::poll(polled_.data(), polled_.size(), -1) < 0 && errno != EINTR) {
                throw_errno(errno, "waiting for workers");
            }
            for (std::size_t i = 0; i < lanes_.size(); ++i) {
                if (polled_[i].revents != 0) {
                    ended += collect(lanes_[i], b);
                    refill(lanes_[i], next, b);
                }
            }
        }
    }

    [[nodiscard]] std::vector<pid_t> workers() const override { return workers_.pids(); }
    [[nodiscard]] worker_usage usage() override { return workers_.usage(); }

private:
    static constexpr std::size_t window = 32;
    using messages = std::array<message, window>;

    struct lane {
        unique_fd to, from;
        std::size_t outstanding;
    };

    /// Reads what is there, at least one message; never a part of one, for all that is ever written
    /// is whole messages, fewer bytes than a pipe takes at once.
    static std::size_t receive(int fd, messages& into) {
        const auto bytes = ::read(fd, into.data(), sizeof into);
        if (bytes <= 0 || static_cast<std::size_t>(bytes) % sizeof(message) != 0) {
            throw std::runtime_error("a worker's channel broke");
        }
        return static_cast<std::size_t>(bytes) / sizeof(message);
    }

    static void send(int fd, std::span<const message> out) {
        if (!out.empty() &&
            ::write(fd, out.data(), out.size_bytes()) != static_cast<ssize_t>(out.size_bytes())) {
            throw std::runtime_error("a worker's channel broke");
        }
    }

    static void refill(lane& l, std::size_t& next, const batch& b) {
        messages out;
        std::size_t count = 0;
        for (; l.outstanding < window && next < b.tasks; ++l.outstanding) {
            out[count].stamped = b.stamps != nullptr ? 1 : 0;
            out[count++].index = next++;
        }
        send(l.to.get(), {out.data(), count});
    }

    static std::size_t collect(lane& l, const batch& b) {
        messages in;
        const std::size_t count = receive(l.from.get(), in);
        for (std::size_t i = 0; i < count; ++i) {
            b.results[in[i].index] = in[i].digest;
            if (b.stamps != nullptr) {
                b.stamps[in[i].index] = in[i].when;
            }
        }
        l.outstanding -= count;
        return count;
    }

    void answer(message& to) const {
        if (to.stamped != 0) {
            to.when.started_ns = now_ns();
        }
        to.digest = work_.compute(to.index);
        if (to.stamped != 0) {
            to.when.ended_ns = now_ns();
        }
    }

    void serve(const channel& c) const noexcept {
        try {
            messages batch_of_tasks;
            for (;;) {
                const std::size_t count = receive(c.from_pool.get(), batch_of_tasks);
                for (std::size_t i = 0; i < count; ++i) {
                    answer(batch_of_tasks[i]);
                }
                send(c.to_pool.get(), {batch_of_tasks.data(), count});
            }
        } catch (const std::exception&) {
            return; // the pool is gone, or sees the channel close
        }
    }

    const work& work_;
    std::vector<lane> lanes_;
    std::vector<pollfd> polled_;
    worker_processes workers_;
};

} // namespace crossover::baselines
