#include "workloads/exec.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "workloads/support/command_process.hpp"

#include <algorithm>
#include <string>

namespace crossover::workloads {

/// One command at a time: its output is read to the end, then it is reaped. Between the two there
/// is a moment, in which a descriptor of the process is watched.
class exec::running final : public wait::dialogue_machine {
public:
    explicit running(const exec& work) noexcept : work_(work) {}
    ~running() override { closing(); }

    wait::next_step begin(std::uint64_t index) override {
        abandon(); // a step that failed for want of descriptors may have left a command
        index_ = index;
        reading_ = true;
        until_ns_ = now_ns() + work_.deadline_ns_;
        process_.start(work_.command_.program(), work_.command_.words(index));
        watched_ = process_.output();
        return wait::next_step::readable(until_ns_);
    }

    wait::next_step go_on() override {
        if (reading_ && !at_the_end()) {
            return in_time(wait::next_step::readable(until_ns_));
        }
        closing();
        process_.close_output();
        reading_ = false;
        if (const auto status = process_.reap()) {
            finish(*status);
            return wait::next_step::over();
        }
        watched_ = process_.end_descriptor();
        if (watched_ < 0) {
            return in_time(wait::next_step::at(std::min(now_ns() + look_again_ns, until_ns_)));
        }
        return in_time(wait::next_step::readable(until_ns_));
    }

    [[nodiscard]] int descriptor() const noexcept override { return watched_; }
    [[nodiscard]] bool announces_closing() const noexcept override { return true; }
    [[nodiscard]] std::uint64_t answer() const noexcept override { return answer_; }
    void abandon() noexcept override {
        closing();
        process_.end();
    }

private:
    static constexpr int most_reads =
        16; ///< a command that writes without end must not keep others from their turn
    static constexpr std::int64_t look_again_ns =
        500'000; ///< where nothing tells of its end: half of what a program takes to start

    /// Whether the output has come to its end.
    bool at_the_end() {
        for (int i = 0; i < most_reads; ++i) {
            const auto got = process_.skim();
            if (!got || *got == 0) {
                return got.has_value();
            }
        }
        return false;
    }

    wait::next_step in_time(wait::next_step next) {
        if (now_ns() < until_ns_) {
            return next;
        }
        abandon();
        throw error(exit_code::server_failed,
                    told("has not ended within " + std::to_string(work_.deadline_ns_ / 1000) +
                         " us and was killed; raise deadline_us if it needs longer"));
    }

    void finish(int status) {
        if (status != 0) {
            throw error(exit_code::server_failed,
                        told(text_of_status(status) + "; run it by hand to see what it says"));
        }
        work_.ended_well_->fetch_add(1, std::memory_order_relaxed);
        answer_ = answer_of(index_, status);
    }

    [[nodiscard]] std::string told(const std::string& what) const {
        return "the command of task " + std::to_string(index_) + ", '" +
               work_.command_.shown(index_) + "', " + what;
    }

    const exec& work_;
    command_process process_;
    int watched_ = -1;
    bool reading_ = false;
    std::uint64_t index_ = 0;
    std::uint64_t answer_ = 0;
    std::int64_t until_ns_ = 0;
};

std::unique_ptr<wait::dialogue_machine> exec::open(use /*how*/) const {
    return std::make_unique<running>(*this);
}

void exec::end_batch(std::size_t tasks) const {
    if (const auto ended = ended_well_->load(); ended != tasks) {
        throw error(exit_code::invalid_measurement, std::to_string(ended) +
                                                        " commands ended well in a batch of " +
                                                        std::to_string(tasks) + " tasks");
    }
}

} // namespace crossover::workloads
