#include "base/clock.hpp"
#include "base/error.hpp"
#include "workloads/postgres/conninfo.hpp"
#include "workloads/postgres/dialogue.hpp"
#include "workloads/postgres/query.hpp"

#include <chrono>
#include <thread>

namespace crossover::workloads::postgres {
namespace {

/// How long a server that has no place left is asked again: the sessions of the process before this one end a little after it, and what they still hold
/// must not look like a limit. 100 of them take about 20 ms on an idle core.
constexpr std::int64_t patience_ns = 1'000'000'000;
constexpr std::chrono::milliseconds pause{20};

class source final : public wait::dialogue_source {
public:
    explicit source(const query& asked) : where_(asked.dsn), asked_(asked) {}

    [[nodiscard]] std::unique_ptr<wait::dialogue> open(use how) const override {
        auto made = std::make_unique<dialogue>(where_, asked_, how);
        for (const auto give_up_ns = now_ns() + patience_ns;;) {
            try {
                made->connect();
                return made;
            } catch (const error& failure) {
                if (failure.code() != exit_code::refused || now_ns() >= give_up_ns) {
                    throw;
                }
            }
            std::this_thread::sleep_for(pause);
        }
    }

private:
    conninfo where_;
    query asked_;
};

} // namespace
} // namespace crossover::workloads::postgres

// A name that can be looked up.
extern "C" crossover::wait::dialogue_source*
crossover_make_postgres_source(const crossover::workloads::postgres::query& asked) {
    return std::make_unique<crossover::workloads::postgres::source>(asked).release();
}
