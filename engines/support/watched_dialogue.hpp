#pragma once

#include "workloads/support/dialogue.hpp"

#include <cstdint>
#include <memory>
#include <utility>

namespace crossover::engines {

/// One slot's dialogue with the watch on its descriptor, and the rule between them: the watch lets
/// go before the dialogue takes a step, since it may close its descriptor there, unless the
/// dialogue announces that; and always when it was still waiting, because its time was over.
///
/// `Watch` has `void watch(int fd, wait::next_step::need)`, which tells its owner once when the
/// descriptor is ready or broken; `bool is_waiting() const noexcept`, true from then until it has
/// told; and `void let_go() noexcept`, after which it tells nothing and the descriptor may be
/// closed.
template <class Watch>
class watched_dialogue final : private wait::descriptor_watch {
public:
    /// Makes the watch from `how`.
    template <class... How>
    explicit watched_dialogue(std::unique_ptr<wait::dialogue_machine> dialogue, How&&... how)
        : dialogue_(std::move(dialogue)), watch_(std::forward<How>(how)...) {
        dialogue_->watched_by(this);
    }
    watched_dialogue(const watched_dialogue&) = delete;
    watched_dialogue& operator=(const watched_dialogue&) = delete;
    ~watched_dialogue() {
        watch_.let_go();
        dialogue_->watched_by(nullptr);
    }

    /// Takes the first or the next step, and watches what it needs next. Its time is the owner's to
    /// watch. Throws what the dialogue throws, and std::system_error when the descriptor cannot be
    /// watched: the dialogue is over then.
    wait::next_step begin(std::uint64_t index) {
        return step([&] { return dialogue_->begin(index); });
    }
    wait::next_step go_on() {
        return step([&] { return dialogue_->go_on(); });
    }

    /// Gives the dialogue up, if one is under way.
    void abandon() noexcept {
        watch_.let_go();
        if (std::exchange(under_way_, false)) {
            dialogue_->abandon();
        }
    }

    [[nodiscard]] std::uint64_t answer() const noexcept { return dialogue_->answer(); }
    [[nodiscard]] Watch& watch() noexcept { return watch_; }

private:
    using need = wait::next_step::need;

    void let_go() noexcept override { watch_.let_go(); }

    template <class Step>
    wait::next_step step(Step take) {
        if (watch_.is_waiting() || !dialogue_->announces_closing()) {
            watch_.let_go();
        }
        under_way_ = false;
        const wait::next_step next = take();
        if (next.what != need::nothing) {
            under_way_ = true;
            watch_for(next.what);
        }
        return next;
    }

    void watch_for(need what) {
        if (what == need::time) {
            return;
        }
        try {
            watch_.watch(dialogue_->descriptor(), what);
        } catch (...) {
            abandon();
            throw;
        }
    }

    std::unique_ptr<wait::dialogue_machine> dialogue_;
    Watch watch_;
    bool under_way_ = false;
};

} // namespace crossover::engines
