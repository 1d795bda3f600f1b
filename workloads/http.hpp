#pragma once

#include "base/digest.hpp"
#include "workloads/servers/server_process.hpp"
#include "workloads/support/http_target.hpp"
#include "workloads/workload.hpp"

#include <array>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace crossover::workloads {

/// Every task gets a resource over an HTTP/1.1 connection that is kept from task to task: from a
/// server process, which answers after a delay, or from any server of this machine. What comes back
/// is compared, byte by byte, with what must come: the server's answer is known to it alone, and a
/// server's resource is fetched once more in another way (http_fetch.hpp), so it must stay as it is
/// while it is measured.
class http : public workload_defaults {
public:
    static constexpr std::string_view name = "http";
    static constexpr std::string_view summary =
        "each task gets a resource over a kept HTTP/1.1 connection, from a "
        "server process or a given server of this machine";
    static constexpr std::array parameter_list{
        parameter{"wait_us", unit::us, 5000, 0, max_duration_us,
                  "how long the server holds a reply back"},
        parameter{"bytes", unit::bytes, 64, 16, wait::tcp_max_bytes, "size of the server's body"},
        parameter{"deadline_us", unit::us, 10'000'000, 1000, max_duration_us,
                  "how long a task waits for its reply"},
        text_parameter(
            "url", "",
            "http://HOST:PORT/PATH of a server of this machine, {i} in it the task's index; "
            "empty: the own server"),
        wait_shape};
    using wait_type = wait::dialogue;

    /// Throws error(bad_input) for a url that is not of this machine, and for a deadline that the
    /// server's delay would miss.
    static void check(const parameters& p);

    /// A server that is given by its url takes no known time.
    [[nodiscard]] static task_cost cost(const parameters& p, std::size_t tasks) {
        return p.text("url").empty() ? server_waits(p).cost_of(tasks) : task_cost{};
    }

    [[nodiscard]] static workload_needs needs(const parameters& p) {
        return {.slot_bytes = static_cast<std::size_t>(2 * p["bytes"])};
    }

    /// Starts the server, or fetches the resource. Throws as `check` does, error(server_failed)
    /// when the server or the server does not answer, `unfit` when the suite was built without a
    /// parser.
    explicit http(const parameters& p);

    [[nodiscard]] wait::dialogue::endpoint endpoint() const noexcept {
        return {.source = &source_};
    }
    [[nodiscard]] static wait::dialogue wait(std::size_t i) noexcept { return {.index = i}; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                               std::uint64_t salt = 0) noexcept {
        return combine(i ^ salt, answer);
    }
    /// Of a server's resource with {i} in its url, the first call for a task fetches it.
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const;
    [[nodiscard]] std::int64_t wait_ns() const noexcept { return server_ ? waits_.mean_ns() : 0; }
    [[nodiscard]] std::optional<std::int64_t> own_wait_ns(std::size_t i) const noexcept {
        return server_ ? waits_.own_ns(i) : std::nullopt;
    }

    [[nodiscard]] std::optional<server_report> server();
    void reset_server();
    /// Of the server's: a server that is given by its url counts nothing.
    [[nodiscard]] server_exchange exchange(std::size_t tasks) const;

    [[nodiscard]] std::optional<told_values> told() const;

    /// What a wrong digest is most likely to mean.
    [[nodiscard]] std::string why_wrong() const;

private:
    /// Opens one connection a slot.
    class source final : public wait::dialogue_source {
    public:
        explicit source(const http& of) : of_(of) {}
        [[nodiscard]] std::unique_ptr<wait::dialogue_machine> open(use how) const override;

    private:
        const http& of_;
    };

    [[nodiscard]] std::uint64_t server_digest(std::uint64_t index) const;

    drawn_times waits_;
    std::size_t bytes_;
    std::chrono::microseconds deadline_;
    std::optional<servers::server_process> server_;
    http_client::http_target target_;
    source source_{*this};
    mutable std::mutex fetching_;
    mutable std::unordered_map<std::uint64_t, std::uint64_t>
        fetched_; ///< the digests of a server's resources
};

static_assert(workload<http>);

} // namespace crossover::workloads
