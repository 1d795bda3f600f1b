#pragma once

#include "base/unique_fd.hpp"
#include "workloads/support/dialogue.hpp"
#include "workloads/wait.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace crossover::workloads {

/// How a client behaves that is turned away.
struct retry_policy {
    std::int64_t backoff_us =
        1000; ///< the longest pause before the second attempt; it doubles with each further one
    std::int64_t attempts = 100; ///< calls in all, before the task fails

    /// How often the pause doubles: 64 times the first is the longest, so that a crowd is not sent
    /// away for seconds.
    static constexpr std::int64_t most_doublings = 6;

    /// The pause after attempt `attempt` (from 1) of task `index`, in ns: between nothing and the
    /// longest, drawn evenly, the same in every batch and for every contender ("full jitter", M.
    /// Brooker: Exponential Backoff And Jitter, 2015).
    [[nodiscard]] std::int64_t pause_ns(std::uint64_t index, std::int64_t attempt) const noexcept;
};

/// What a task says to a server with a capacity.
struct call_settings {
    std::uint16_t port = 0; ///< on 127.0.0.1
    std::uint32_t delay_us = 0; ///< that it asks the server for
    std::function<std::uint32_t(std::uint64_t)> delays = {}; ///< of each task, where they differ
    std::uint32_t bytes = 64; ///< of a request and of an answer
    retry_policy retry{};
    std::int64_t deadline_ns = 10'000'000'000; ///< beyond the delay, for each reply

    [[nodiscard]] std::uint32_t delay_of(std::uint64_t task) const noexcept {
        return delays ? delays(task) : delay_us;
    }
};

/// One request and one reply over a TCP connection that stays open, with the bytes and the calls of
/// a `tcp` wait; and when the server refuses, a pause and another attempt. Throws error(refused)
/// when the attempts are used up, error(server_failed) when the server is gone, silent or answers
/// something else; the next call then has a connection of its own.
class retrying_call final : public wait::dialogue_machine {
public:
    /// Connects. Throws error(server_failed) or error(machine_limit).
    retrying_call(const call_settings& settings, wait::dialogue_source::use how);
    ~retrying_call() override { closing(); }

    [[nodiscard]] wait::next_step begin(std::uint64_t index) override {
        return begin(index, index);
    }
    /// The call of `index`, with the delay that was drawn for `drawn`.
    [[nodiscard]] wait::next_step begin(std::uint64_t index, std::uint64_t drawn);
    std::uint64_t block(std::uint64_t index, std::uint64_t drawn);
    /// Its answer is not wanted any more. It is over, as ever, when a reply has come: the answer
    /// all the same, or that it was withdrawn. Precondition: it awaits its reply.
    void withdraw();
    /// Whether it is over without an answer, for it was withdrawn.
    [[nodiscard]] bool was_withdrawn() const noexcept { return withdrawn_; }
    [[nodiscard]] wait::next_step go_on() override;
    [[nodiscard]] int descriptor() const noexcept override { return socket_.get(); }
    [[nodiscard]] std::uint64_t answer() const noexcept override { return answer_; }
    [[nodiscard]] bool announces_closing() const noexcept override { return true; }
    void abandon() noexcept override { hang_up(); } // a reply may still come, and it is nobody's
    std::uint64_t block(std::uint64_t index) override { return block(index, index); }

private:
    enum class doing { sending, receiving, pausing };

    void connect();
    void hang_up() noexcept;
    void start(std::uint64_t index, std::uint64_t drawn);
    void begin_attempt();
    /// Does what can be done without waiting longer than the socket does; true when that part is
    /// over.
    [[nodiscard]] bool send_some();
    [[nodiscard]] bool receive_some();
    /// Judges a whole reply: true when it is the answer, false when it is a refusal and `until_ns_`
    /// is when to try again.
    [[nodiscard]] bool judge_reply();
    [[nodiscard]] wait::next_step step();
    void fail_when_late();
    [[noreturn]] void fail(const std::string& why);

    const call_settings settings_;
    const wait::dialogue_source::use how_;
    unique_fd socket_;
    std::vector<std::byte> message_;
    std::size_t done_ = 0; ///< bytes of the message, sent or received
    std::uint64_t index_ = 0;
    std::uint32_t delay_us_ = 0;
    bool unwanted_ = false; ///< the server has been told
    bool withdrawn_ = false; ///< and has let go of it
    std::int64_t attempt_ = 0;
    std::int64_t until_ns_ = 0; ///< the reply's deadline, or the end of the pause
    std::uint64_t answer_ = 0;
    doing doing_ = doing::sending;
};

/// Where the calls of a cell come from.
class retrying_calls final : public wait::dialogue_source {
public:
    explicit retrying_calls(const call_settings& settings) : settings_(settings) {}

    [[nodiscard]] std::unique_ptr<wait::dialogue_machine> open(use how) const override {
        return std::make_unique<retrying_call>(settings_, how);
    }

private:
    call_settings settings_;
};

} // namespace crossover::workloads
