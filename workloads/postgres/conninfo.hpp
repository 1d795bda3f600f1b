#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crossover::workloads::postgres {

/// A dsn that libpq can read. What a person is told of it, and of what libpq says, never shows its
/// password. Immutable.
class conninfo {
public:
    /// Throws error(server_failed) for a dsn that libpq cannot read, without showing it: a mistake
    /// may have put the password anywhere.
    explicit conninfo(std::string dsn);

    [[nodiscard]] const char* text() const noexcept { return dsn_.c_str(); }

    /// How long connecting may take: the dsn's connect_timeout, which libpq keeps only where it
    /// blocks, or ten seconds; a day at most.
    [[nodiscard]] std::int64_t connect_timeout_s() const noexcept { return connect_timeout_s_; }

    /// The sentence with stars in place of the password.
    [[nodiscard]] std::string without_password(std::string sentence) const;

private:
    std::string dsn_;
    std::string password_;
    std::int64_t connect_timeout_s_ = 10;
};

} // namespace crossover::workloads::postgres
