#include "workloads/exec.hpp"

#include "base/clock.hpp"
#include "base/error.hpp"
#include "workloads/support/command_process.hpp"

#include <algorithm>
#include <string>

namespace crossover::workloads {

/// One command at a time. It is over when its process is, whoever holds its output open: what it
/// left in the background is not waited for.
class exec::running final : public wait::dialogue_machine {
public:
    explicit running(const exec& work) : work_(work) { process_.open(); }
    ~running() override { closing(); }

    wait::next_step begin(std::uint64_t index) override {
        abandon(); // a step that failed for want of descriptors may have left a command
        index_ = index;
        until_ns_ = now_ns() + work_.deadline_ns_;
        if (!process_.is_open()) {
            closing();
            process_.open();
        }
        process_.start(work_.command_.program(), work_.command_.words(index));
        return next();
    }

    wait::next_step go_on() override {
        if (const auto status = process_.reap()) {
            finish(*status);
            return wait::next_step::over();
        }
        process_.skim();
        if (now_ns() < until_ns_) {
            return next();
        }
        abandon();
        throw error(exit_code::server_failed,
                    told("has not ended within " + std::to_string(work_.deadline_ns_ / 1000) +
                         " us and was killed; raise deadline_us if it needs longer"));
    }

    [[nodiscard]] int descriptor() const noexcept override { return process_.descriptor(); }
    [[nodiscard]] bool announces_closing() const noexcept override { return true; }
    [[nodiscard]] std::uint64_t answer() const noexcept override { return answer_; }
    void abandon() noexcept override { process_.end(); }

private:
    static constexpr std::int64_t look_again_ns =
        500'000; ///< where nothing tells of its end: half of what a program takes to start

    [[nodiscard]] wait::next_step next() const {
        const auto look_ns = process_.tells_end() ? until_ns_ : now_ns() + look_again_ns;
        return wait::next_step::readable(std::min(look_ns, until_ns_));
    }

    void finish(int status) {
        if (status != 0) {
            const auto said = process_.last_words();
            throw error(
                exit_code::server_failed,
                told(text_of_status(status) + (said.empty() ? "; run it by hand to see what it says"
                                                            : ", and said: " + said)));
        }
        work_.ended_well_->fetch_add(1, std::memory_order_relaxed);
        answer_ = answer_of(index_, status);
    }

    [[nodiscard]] std::string told(const std::string& what) const {
        return "the command of task " + std::to_string(index_) + ", '" +
               work_.command_.shown(index_) + "'" +
               (work_.command_.uses_shell() ? ", run by " + work_.command_.program() + " -c" : "") +
               ", " + what;
    }

    const exec& work_;
    command_process process_;
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
