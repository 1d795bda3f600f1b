#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "engines/support/loopback.hpp"
#include "workloads/support/dialogue.hpp"
#include "workloads/wait.hpp"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace crossover::tests {

/// How the dialogues of a test go on. What they do is counted in the process that does it.
struct dialogue_plan {
    enum class way {
        exchange, ///< so many requests and replies
        at_once, ///< nothing to wait for
        write_first, ///< asks whether it may write, then as exchange
        pause, ///< a pause between two exchanges
        reconnect, ///< a new connection for each exchange
        fail_in_begin,
        fail_in_go_on, ///< when the first reply is there
    };
    std::uint16_t port = 0;
    way how = way::exchange;
    int exchanges = 1;
    bool announces_closing = false;
    std::int64_t patience_ns = 10'000'000'000; ///< for each reply
    std::int64_t pause_ns = 3'000'000;
    std::function<std::uint32_t(std::uint64_t)> delay_us = [](std::uint64_t /*index*/) {
        return 500U;
    };

    std::atomic<int> begun = 0;
    std::atomic<int> steps = 0; ///< calls of go_on
    std::atomic<int> abandoned = 0;
    std::atomic<int> early = 0; ///< pauses that were cut short
    std::atomic<int> closed = 0;
};

/// Talks with a tcp_server.
class server_dialogue final : public wait::dialogue_machine {
public:
    explicit server_dialogue(dialogue_plan& plan) : plan_(plan) { connect(); }

    wait::next_step begin(std::uint64_t index) override {
        ++plan_.begun;
        index_ = index;
        left_ = plan_.exchanges;
        if (plan_.how == dialogue_plan::way::at_once) {
            answer_ = ~index;
            return wait::next_step::over();
        }
        if (plan_.how == dialogue_plan::way::fail_in_begin) {
            throw std::runtime_error("task " + std::to_string(index) + " failed in begin");
        }
        if (!fd_) {
            connect();
        }
        if (plan_.how == dialogue_plan::way::write_first) {
            state_ = state::writing;
            return wait::next_step::writable(now_ns() + plan_.patience_ns);
        }
        return send();
    }

    wait::next_step go_on() override {
        ++plan_.steps;
        switch (state_) {
        case state::writing:
            return send();
        case state::pausing:
            plan_.early += now_ns() < until_ns_ ? 1 : 0;
            return send();
        case state::reading:
            break;
        }
        wait::tcp_message reply;
        const auto got = ::recv(fd_.get(), &reply, sizeof reply, MSG_DONTWAIT);
        if (got < 0 && errno == EAGAIN && now_ns() < until_ns_) {
            return wait::next_step::readable(until_ns_);
        }
        if (got != sizeof reply || reply.index != index_) {
            const std::string why = got < 0 ? std::strerror(errno) : std::to_string(got) + " bytes";
            close();
            throw error(exit_code::server_failed,
                        "task " + std::to_string(index_) + " has lost its server: " + why);
        }
        if (plan_.how == dialogue_plan::way::fail_in_go_on) {
            throw std::runtime_error("task " + std::to_string(index_) + " failed in go_on");
        }
        answer_ = reply.answer;
        return --left_ > 0 ? next() : wait::next_step::over();
    }

    [[nodiscard]] int descriptor() const noexcept override { return fd_.get(); }
    [[nodiscard]] std::uint64_t answer() const noexcept override { return answer_; }
    [[nodiscard]] bool announces_closing() const noexcept override {
        return plan_.announces_closing;
    }

    void abandon() noexcept override {
        ++plan_.abandoned;
        close(); // the reply may still come
    }

private:
    enum class state { writing, reading, pausing };

    void connect() { fd_ = engines::connect_loopback(plan_.port); }

    void close() noexcept {
        if (plan_.announces_closing) {
            closing();
        }
        ++plan_.closed;
        fd_.reset();
    }

    wait::next_step send() {
        const wait::tcp_message request{
            .bytes = sizeof request, .delay_or_status = plan_.delay_us(index_), .index = index_};
        if (::send(fd_.get(), &request, sizeof request, MSG_NOSIGNAL) != sizeof request) {
            close();
            throw error(exit_code::server_failed,
                        "task " + std::to_string(index_) + " cannot send its request");
        }
        state_ = state::reading;
        until_ns_ = now_ns() + plan_.patience_ns;
        return wait::next_step::readable(until_ns_);
    }

    wait::next_step next() {
        if (plan_.how == dialogue_plan::way::pause) {
            state_ = state::pausing;
            until_ns_ = now_ns() + plan_.pause_ns;
            return wait::next_step::at(until_ns_);
        }
        if (plan_.how == dialogue_plan::way::reconnect) {
            close();
            connect();
        }
        return send();
    }

    dialogue_plan& plan_;
    unique_fd fd_;
    state state_ = state::reading;
    std::uint64_t index_ = 0;
    std::uint64_t answer_ = 0;
    std::int64_t until_ns_ = 0;
    int left_ = 0;
};

/// Opens server_dialogues.
class server_dialogues final : public wait::dialogue_source {
public:
    /// The plan may change while no task runs, and outlives this.
    explicit server_dialogues(dialogue_plan& plan) noexcept : plan_(plan) {}

    [[nodiscard]] std::unique_ptr<wait::dialogue_machine> open(use /*how*/) const override {
        return std::make_unique<server_dialogue>(plan_);
    }

private:
    dialogue_plan& plan_;
};

} // namespace crossover::tests
