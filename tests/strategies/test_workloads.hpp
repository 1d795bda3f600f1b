#pragma once

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/shared_memory.hpp"
#include "bench/catalog/registration.hpp"
#include "tests/support/server_dialogue.hpp"
#include "workloads/servers/server_process.hpp"
#include "workloads/workload.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>

/// Workloads that watch the contender that runs them, or misbehave under it. What they see lies in
/// shared memory, so that worker processes are seen as well.
namespace crossover::tests {

/// Its tasks count themselves while they are in flight.
class counting {
public:
    static constexpr std::string_view name = "counting";
    static constexpr std::string_view summary = "tasks that count how many of them are in flight";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 20'000, 0, max_duration_us, ""}};
    using wait_type = wait::timer;

    explicit counting(const parameters& p) : duration_(p["wait_us"]) {}

    [[nodiscard]] wait::timer wait(std::size_t /*i*/) const noexcept {
        seen_->begun.fetch_add(1);
        const int now = seen_->in_flight.fetch_add(1) + 1;
        int most = seen_->high_water.load();
        while (now > most && !seen_->high_water.compare_exchange_weak(most, now)) {
        }
        return {duration_};
    }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const noexcept {
        seen_->in_flight.fetch_sub(1);
        seen_->ended.fetch_add(1);
        return mix(i);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept { return mix(i); }
    [[nodiscard]] std::int64_t wait_ns() const noexcept {
        return std::chrono::nanoseconds(duration_).count();
    }

    /// The most tasks that have been in flight at once.
    [[nodiscard]] int high_water() const noexcept { return seen_->high_water.load(); }
    [[nodiscard]] int in_flight() const noexcept { return seen_->in_flight.load(); }
    /// How many tasks have begun to wait, and how many have come to their end.
    [[nodiscard]] int begun() const noexcept { return seen_->begun.load(); }
    [[nodiscard]] int ended() const noexcept { return seen_->ended.load(); }
    /// Forgets tasks that were cancelled. None may be running.
    void forget() const noexcept { seen_->in_flight.store(0); }

private:
    struct seen {
        std::atomic<int> begun = 0;
        std::atomic<int> ended = 0;
        std::atomic<int> in_flight = 0;
        std::atomic<int> high_water = 0;
    };
    std::chrono::microseconds duration_;
    shared_memory<seen> seen_;
};

/// Its tasks wait for lengths that go up and down, so that they end in another order than they
/// begin.
class uneven {
public:
    static constexpr std::string_view name = "uneven";
    static constexpr std::string_view summary =
        "tasks whose order of ending is not their order of beginning";
    static constexpr std::array<parameter, 0> parameter_list{};
    static constexpr std::size_t most_tasks = 64;
    using wait_type = wait::timer;

    explicit uneven(const parameters& /*p*/) {}

    [[nodiscard]] static wait::timer wait(std::size_t i) noexcept {
        return {std::chrono::milliseconds(2 * ((i * 5 + 7) % 8))};
    }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const noexcept {
        seen_->position[i].store(seen_->ended.fetch_add(1));
        return mix(~i);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept { return mix(~i); }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }

    /// Whether the first `tasks` tasks ended in the order of their indices.
    [[nodiscard]] bool ended_in_order(std::size_t tasks) const noexcept {
        for (std::size_t i = 1; i < tasks; ++i) {
            if (seen_->position[i].load() < seen_->position[i - 1].load()) {
                return false;
            }
        }
        return true;
    }

private:
    struct seen {
        std::atomic<int> ended = 0;
        std::array<std::atomic<int>, most_tasks> position{};
    };
    shared_memory<seen> seen_;
};

/// What a failing task throws.
struct planted_failure : std::runtime_error {
    explicit planted_failure(std::size_t i)
        : std::runtime_error("task " + std::to_string(i) + " failed on purpose") {}
};

/// What all failing workloads share: who throws, when, and what went on.
class failing {
public:
    static constexpr std::int64_t everyone = -1;
    static constexpr std::array parameter_list{
        parameter{"victim", unit::count, 0, everyone, 1'000'000,
                  "the task that throws; -1: every one"},
        parameter{"early", unit::count, 0, 0, 1, "1: it throws before it waits"},
        parameter{"wait_us", unit::us, 10'000, 0, max_duration_us,
                  "how long those wait that do not throw"}};
    static constexpr std::int64_t victim_wait_us = 1000;

    /// Until this is called nobody throws.
    void arm(bool on) const noexcept { seen_->armed.store(on); }

    /// How many tasks have come to their end.
    [[nodiscard]] int computed() const noexcept { return seen_->computed.load(); }

protected:
    explicit failing(const parameters& p)
        : victim_(p["victim"]), early_(p["early"] == 1), wait_us_(p["wait_us"]) {}

    [[nodiscard]] bool is_victim(std::size_t i) const noexcept {
        return victim_ == everyone || static_cast<std::int64_t>(i) == victim_;
    }
    void throw_before_waiting(std::size_t i) const {
        if (early_) {
            throw_after_waiting(i);
        }
    }
    void throw_after_waiting(std::size_t i) const {
        if (seen_->armed.load() && is_victim(i)) {
            throw planted_failure(i);
        }
    }
    void count() const noexcept { seen_->computed.fetch_add(1); }
    [[nodiscard]] std::int64_t wait_us(std::size_t i) const noexcept {
        return is_victim(i) ? victim_wait_us : wait_us_;
    }

private:
    struct seen {
        std::atomic<bool> armed = false;
        std::atomic<int> computed = 0;
    };
    std::int64_t victim_;
    bool early_;
    std::int64_t wait_us_;
    shared_memory<seen> seen_;
};

/// Its tasks all throw, the last one first, when they are all in flight; and note which of them did
/// so first.
class last_first {
public:
    static constexpr std::string_view name = "last_first";
    static constexpr std::string_view summary = "tasks that all throw, the last one first";
    static constexpr std::size_t tasks = 4;
    static constexpr std::array parameter_list{
        parameter{"step_us", unit::us, 5000, 1, max_duration_us,
                  "how much later each one throws than the one behind it"}};
    using wait_type = wait::timer;

    explicit last_first(const parameters& p) : step_(p["step_us"]) {}

    [[nodiscard]] wait::timer wait(std::size_t i) const noexcept {
        return {step_ * static_cast<std::int64_t>(tasks - i)};
    }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const {
        seen_->thrown_ns[i].store(now_ns());
        throw planted_failure(i);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept { return mix(i); }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }

    /// When task i has thrown; 0: not yet.
    [[nodiscard]] std::int64_t thrown_ns(std::size_t i) const noexcept {
        return seen_->thrown_ns[i].load();
    }

private:
    struct seen {
        std::array<std::atomic<std::int64_t>, tasks> thrown_ns{};
    };
    std::chrono::microseconds step_;
    shared_memory<seen> seen_;
};

class failing_none : public failing {
public:
    static constexpr std::string_view name = "failing_none";
    static constexpr std::string_view summary = "computing tasks, of which some throw";
    using wait_type = wait::none;

    explicit failing_none(const parameters& p) : failing(p) {}

    [[nodiscard]] static wait::none wait(std::size_t /*i*/) noexcept { return {}; }
    [[nodiscard]] static wait::none::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const {
        throw_after_waiting(i);
        count();
        return mix(i);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept { return mix(i); }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }
};

class failing_timer : public failing {
public:
    static constexpr std::string_view name = "failing_timer";
    static constexpr std::string_view summary = "sleeping tasks, of which some throw";
    using wait_type = wait::timer;

    explicit failing_timer(const parameters& p) : failing(p) {}

    [[nodiscard]] wait::timer wait(std::size_t i) const {
        throw_before_waiting(i);
        return {std::chrono::microseconds(wait_us(i))};
    }
    [[nodiscard]] static wait::timer::endpoint endpoint() noexcept { return {}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const {
        throw_after_waiting(i);
        count();
        return mix(i);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept { return mix(i); }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }
};

class failing_tcp : public failing {
public:
    static constexpr std::string_view name = "failing_tcp";
    static constexpr std::string_view summary =
        "tasks with an exchange over TCP, of which some throw";
    using wait_type = wait::tcp;

    explicit failing_tcp(const parameters& p) : failing(p), server_(secret) {}

    [[nodiscard]] wait::tcp wait(std::size_t i) const {
        throw_before_waiting(i);
        return {.index = i, .delay_us = static_cast<std::uint32_t>(wait_us(i))};
    }
    [[nodiscard]] wait::tcp::endpoint endpoint() const noexcept {
        return {.port = server_.port(), .bytes = 64};
    }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer) const {
        throw_after_waiting(i);
        count();
        return combine(i, answer);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept {
        return combine(i, mix(i ^ secret));
    }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }

    [[nodiscard]] pid_t server_pid() const noexcept { return server_.pid(); }

private:
    static constexpr std::uint64_t secret = 0x74657374;
    servers::server_process server_;
};

class failing_dialogue : public failing {
public:
    static constexpr std::string_view name = "failing_dialogue";
    static constexpr std::string_view summary =
        "tasks with a dialogue of several steps, of which some throw";
    using wait_type = wait::dialogue;

    explicit failing_dialogue(const parameters& p) : failing(p), server_(secret) {
        plan_.port = server_.port();
        plan_.how = dialogue_plan::way::write_first;
        plan_.delay_us = [this](std::uint64_t i) { return static_cast<std::uint32_t>(wait_us(i)); };
    }

    [[nodiscard]] wait::dialogue wait(std::size_t i) const {
        throw_before_waiting(i);
        return {.index = i};
    }
    [[nodiscard]] wait::dialogue::endpoint endpoint() const noexcept { return {&dialogues_}; }
    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t answer) const {
        throw_after_waiting(i);
        count();
        return combine(i, answer);
    }
    [[nodiscard]] static std::uint64_t expected(std::size_t i) noexcept {
        return combine(i, mix(i ^ secret));
    }
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }

    [[nodiscard]] pid_t server_pid() const noexcept { return server_.pid(); }
    /// What its dialogues have counted in this process.
    [[nodiscard]] const dialogue_plan& seen() const noexcept { return plan_; }

private:
    static constexpr std::uint64_t secret = 0x74616c6b;
    servers::server_process server_;
    dialogue_plan plan_;
    server_dialogues dialogues_{plan_};
};

/// What the failing workloads have in common, when `work` is one of them.
inline failing& failing_part(bench::live_workload& work) {
    if (auto* none = dynamic_cast<bench::typed_workload<failing_none>*>(&work)) {
        return none->work;
    }
    if (auto* timer = dynamic_cast<bench::typed_workload<failing_timer>*>(&work)) {
        return timer->work;
    }
    if (auto* tcp = dynamic_cast<bench::typed_workload<failing_tcp>*>(&work)) {
        return tcp->work;
    }
    return dynamic_cast<bench::typed_workload<failing_dialogue>&>(work).work;
}

static_assert(workload<counting> && workload<uneven> && workload<last_first> &&
              workload<failing_none> && workload<failing_timer> && workload<failing_tcp> &&
              workload<failing_dialogue>);

} // namespace crossover::tests
