#pragma once

#include <cstdint>
#include <map>
#include <sys/types.h>

namespace crossover::workloads::postgres {

/// The processes of a server on this machine: its sessions are children of the one that listens.
/// Not thread-safe.
class server_processes {
public:
    /// `listener` is 0 where it is unknown; then nothing is seen.
    explicit server_processes(pid_t listener) noexcept : listener_(listener) {}

    /// Counts from here on.
    void reset() { before_ = read(); }

    /// CPU time that those which live have used since the last `reset`.
    [[nodiscard]] std::int64_t cpu_ns() const;

private:
    [[nodiscard]] std::map<pid_t, std::int64_t> read() const;

    pid_t listener_;
    std::map<pid_t, std::int64_t> before_;
};

/// The process that listens at the other end of a UNIX socket; 0 for other sockets, and where it
/// cannot be seen from here.
pid_t listener_of(int socket) noexcept;

} // namespace crossover::workloads::postgres
