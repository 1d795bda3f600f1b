#pragma once

#include "base/unique_fd.hpp"
#include "workloads/postgres/session.hpp"

#include <cstdint>
#include <optional>
#include <sys/types.h>

namespace crossover::workloads::postgres {

/// One connection, on which a task at a time has its statement executed: by libpq's calls that do
/// not block for an event loop (`steps`), by PQexecPrepared for a thread or a process (`blocking`).
/// libpq's own calls that block know no deadline, so there the server's keeps it.
class dialogue final : public wait::dialogue_machine {
public:
    dialogue(const conninfo& where, const query& asked, wait::dialogue_source::use how) noexcept
        : where_(where), asked_(asked), how_(how) {}
    ~dialogue() override { closing(); }

    /// Connects and prepares the statement; blocks until then. Throws error(refused) and
    /// error(server_failed).
    void connect();

    [[nodiscard]] wait::next_step begin(std::uint64_t index) override;
    [[nodiscard]] wait::next_step go_on() override;
    [[nodiscard]] int descriptor() const noexcept override {
        return watched_ ? watched_.get() : ::PQsocket(connection_.get());
    }
    [[nodiscard]] bool announces_closing() const noexcept override { return true; }
    [[nodiscard]] std::uint64_t answer() const noexcept override { return answer_; }
    void abandon() noexcept override;
    std::uint64_t block(std::uint64_t index) override;

private:
    enum class stage { closed, connecting, setting_up, ready, asking };

    void copy_descriptor();
    wait::next_step start();
    wait::next_step poll_connection();
    wait::next_step set_up();
    wait::next_step ask();
    wait::next_step flush();
    wait::next_step receive();
    void take(const PGresult& given);
    wait::next_step took_all();
    void require_time() const;

    const conninfo& where_; // of the source, which outlives its dialogues
    const query& asked_;
    wait::dialogue_source::use how_;
    connection connection_;
    /// A copy of libpq's, for who watches it: libpq closes its own in the midst of a call, when the
    /// connection breaks, and another thread may have the number by the time that the watch lets
    /// go. None where the calls block.
    unique_fd watched_;
    stage stage_ = stage::closed;
    std::optional<std::uint64_t> index_; ///< of the task under way
    std::int64_t until_ns_ = 0;
    std::uint64_t answer_ = 0;
    bool answered_ = false;
    pid_t owner_ = 0; ///< the process that connected
    bool encrypted_ = false;
};

} // namespace crossover::workloads::postgres
