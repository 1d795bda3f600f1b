#pragma once

#include "base/unique_fd.hpp"
#include "workloads/support/dialogue.hpp"
#include "workloads/support/retrying_call.hpp"
#include "workloads/support/steps.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace crossover::workloads {

/// One wait of a request: a call over a connection that stays open, several calls at once over as
/// many, or a sleep. Which, the number of the call says. An event loop makes all calls of a step at
/// once and watches them through one epoll descriptor; a thread, which blocks, makes one after
/// another. Its answer is that of the calls, combined in their order.
///
/// Of a race (first, quorum) a loop withdraws the calls that are left when it has answers enough,
/// and is over when the server has let go of them: nothing of one step is on its way in the next. A
/// thread makes the first calls, as many as it needs. All calls of a race ask for the same answer,
/// each with a delay of its own, so that no digest depends on who was first.
class request_call final : public wait::dialogue_machine, private wait::descriptor_watch {
public:
    /// Connects. `steps` outlives it. Throws error(server_failed) or error(machine_limit).
    request_call(const drawn_steps& steps, const call_settings& settings,
                 wait::dialogue_source::use how);
    ~request_call() override { closing(); }

    [[nodiscard]] wait::next_step begin(std::uint64_t number) override;
    [[nodiscard]] wait::next_step go_on() override;
    [[nodiscard]] int descriptor() const noexcept override {
        return is_alone() ? calls_.front()->descriptor() : together_.get();
    }
    [[nodiscard]] bool announces_closing() const noexcept override { return true; }
    [[nodiscard]] std::uint64_t answer() const noexcept override { return answer_; }
    void abandon() noexcept override;
    std::uint64_t block(std::uint64_t number) override;

private:
    [[nodiscard]] const request_step& step() const { return steps_.steps()[step_of(number_)]; }
    [[nodiscard]] bool is_alone() const noexcept { return calls_.size() == 1; }
    [[nodiscard]] std::int64_t sleep_end_ns() const;
    [[nodiscard]] wait::next_step alone(const wait::next_step& needs);
    [[nodiscard]] wait::next_step begin_all();
    void watch(std::size_t call);
    /// Keeps what a call needs next; the whole step's need once all have been asked.
    void note(std::size_t call, const wait::next_step& needs);
    void withdraw_the_rest();
    /// The number by which a call asks: in a race all ask for the first one's answer.
    [[nodiscard]] std::uint64_t asked_for(std::size_t call) const {
        return step().is_race() ? number_ : number_ + call;
    }
    [[nodiscard]] wait::next_step judged();
    void let_go() noexcept override { closing(); }

    const drawn_steps& steps_;
    std::vector<std::unique_ptr<retrying_call>> calls_;
    unique_fd together_; ///< of several calls: an epoll descriptor that watches them
    std::vector<int> watched_; ///< the descriptor of each call that it watches
    std::uint64_t number_ = 0;
    std::uint64_t answer_ = 0;
    std::int64_t until_ns_ = 0; ///< the first deadline, or the end of the sleep
    std::size_t open_ = 0; ///< calls of the step that have no reply yet
    std::vector<char> awaited_; ///< of each call, whether it is one of them
    std::size_t answered_ = 0; ///< calls of the step that have an answer
    bool withdrawn_ = false; ///< those that were left when there were answers enough
    bool under_way_ = false; ///< a step, unless it has failed: then a connection may be another
};

/// Where the calls of a cell come from.
class request_calls final : public wait::dialogue_source {
public:
    request_calls(const drawn_steps& steps, const call_settings& settings)
        : steps_(steps), settings_(settings) {}

    [[nodiscard]] std::unique_ptr<wait::dialogue_machine> open(use how) const override {
        return std::make_unique<request_call>(steps_, settings_, how);
    }
    [[nodiscard]] std::size_t descriptors() const noexcept override {
        return steps_.most_at_once() > 1 ? steps_.most_at_once() + 1 : 1;
    }

private:
    const drawn_steps& steps_;
    call_settings settings_;
};

} // namespace crossover::workloads
