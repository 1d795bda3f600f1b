#pragma once

#include "base/error.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/wait.hpp"
#include "workloads/wait.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace crossover::engines {

/// Awaits one exchange with the server. Throws error(server_failed) when the connection breaks.
///
/// `Connection` has `failure` (a library's error, true when there is one) and `static std::string
/// text(failure)`, `loop()`, `void exchange(exchange_wait&, wait::tcp)`, which leads to one call of
/// `end`, and `void abandon() noexcept`, after which there is none.
template <class Connection>
class exchange_wait final : public coro::cancellable_wait<exchange_wait<Connection>> {
public:
    using failure = typename Connection::failure;

    exchange_wait(Connection& connection, wait::tcp w) noexcept
        : connection_(connection), wait_(w) {}

    void start() {
        connection_.exchange(*this, wait_);
        connection_.loop().work_started();
    }
    void abort() noexcept {
        connection_.abandon();
        connection_.loop().work_finished();
    }
    [[nodiscard]] coro::ready_list& ready() noexcept { return connection_.loop().ready(); }
    [[nodiscard]] std::uint64_t value() const {
        if (failed_) {
            throw error(exit_code::server_failed, "the exchange of task " +
                                                      std::to_string(wait_.index) +
                                                      " failed: " + Connection::text(failed_));
        }
        return answer_;
    }

    /// The exchange is over: its task goes on now, on the caller's stack. The wait is gone when
    /// this returns.
    void end(failure failed, std::uint64_t answer) {
        failed_ = failed;
        answer_ = answer;
        connection_.loop().work_finished();
        this->complete();
    }

private:
    Connection& connection_;
    wait::tcp wait_;
    failure failed_{};
    std::uint64_t answer_ = 0;
};

} // namespace crossover::engines
