#include "base/clock.hpp"
#include "base/error.hpp"
#include "workloads/postgres/conninfo.hpp"
#include "workloads/postgres/dialogue.hpp"
#include "workloads/postgres/processes.hpp"
#include "workloads/postgres/query.hpp"

#include <chrono>
#include <thread>

namespace crossover::workloads::postgres {
namespace {

/// How long a server that has no place left is asked again: the sessions of the process before this
/// one end a little after it, and what they still hold must not look like a limit. 100 of them take
/// about 20 ms on an idle core.
constexpr std::int64_t patience_ns = 1'000'000'000;
constexpr std::chrono::milliseconds pause{20};

class reached_server final : public server {
public:
    explicit reached_server(const query& asked)
        : where_(asked.dsn), asked_(asked), processes_(listener()) {}

    [[nodiscard]] std::unique_ptr<wait::dialogue_machine> open(use how) const override {
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

    /// The connection's, and a copy for who watches it.
    [[nodiscard]] std::size_t descriptors() const noexcept override { return 2; }

    [[nodiscard]] std::int64_t cpu_ns() const override { return processes_.cpu_ns(); }
    void reset_cpu() override { processes_.reset(); }

private:
    [[nodiscard]] pid_t listener() const { return listener_of(open(use::steps)->descriptor()); }

    conninfo where_;
    query asked_;
    server_processes processes_;
};

} // namespace
} // namespace crossover::workloads::postgres

// A name that can be looked up.
extern "C" crossover::workloads::postgres::server*
crossover_reach_postgres(const crossover::workloads::postgres::query& asked) {
    return std::make_unique<crossover::workloads::postgres::reached_server>(asked).release();
}
