#pragma once

#include "base/unique_fd.hpp"
#include "workloads/support/dialogue.hpp"
#include "workloads/support/http_reply.hpp"
#include "workloads/support/http_target.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace crossover::http_client {

/// A connection that is kept, over which one task after another gets its resource. A task that
/// finds it closed before a byte of its reply has come opens a new one and asks once more, for a
/// GET may be asked twice (RFC 9110, 9.2.2); after a reply with `Connection: close` the next task
/// opens a new one. Both are part of the task's time.
///
/// Fails with error(server_failed), which names the URL and the task, when the server refuses,
/// breaks off, answers with another status than 2xx or with something else than HTTP, or not within
/// the deadline; with blocking calls it may take up to twice as long to notice that.
class http_connection final : public wait::dialogue_machine {
public:
    /// Connects. `target` outlives it. Throws error(server_failed), and error(machine_limit) when
    /// there are no descriptors left.
    http_connection(const http_target& target, std::chrono::nanoseconds deadline,
                    wait::dialogue_source::use how);

    wait::next_step begin(std::uint64_t index) override;
    wait::next_step go_on() override;
    [[nodiscard]] int descriptor() const noexcept override { return socket_.get(); }
    [[nodiscard]] bool announces_closing() const noexcept override { return true; }
    /// The body_digest of what was got.
    [[nodiscard]] std::uint64_t answer() const noexcept override { return reply_->digest(); }
    void abandon() noexcept override;
    std::uint64_t block(std::uint64_t index) override;

private:
    using need = wait::next_step::need;
    enum class place : std::uint8_t { idle, connecting, sending, receiving };

    void open_socket();
    need connect();
    need send();
    need receive();
    need finish();
    need ask_again(const std::string& why);
    void look_at_the_clock();
    [[noreturn]] void fail(const std::string& why);
    void spoil() noexcept;

    const http_target& target_;
    const std::int64_t patience_ns_;
    const bool blocking_;
    std::unique_ptr<http_reply> reply_;
    unique_fd socket_;
    std::string request_;
    std::size_t sent_ = 0;
    std::uint64_t index_ = 0;
    std::int64_t deadline_ns_ = 0;
    place at_ = place::idle;
    bool usable_ = false; ///< the socket is connected and carries nothing
    bool fresh_ = false; ///< it was opened for this very task
};

} // namespace crossover::http_client
