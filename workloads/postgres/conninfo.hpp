#pragma once

#include <string>
#include <string_view>

namespace crossover::workloads::postgres {

/// A dsn that libpq can read. What a person is told of it, and of what libpq says, never shows its password. Immutable.
class conninfo {
public:
    /// Throws error(peer_failed) for a dsn that libpq cannot read, without showing it: a mistake may have put the password anywhere.
    explicit conninfo(std::string dsn);

    [[nodiscard]] const char* text() const noexcept { return dsn_.c_str(); }

    /// The sentence with stars in place of the password.
    [[nodiscard]] std::string without_password(std::string sentence) const;

private:
    std::string dsn_;
    std::string password_;
};

} // namespace crossover::workloads::postgres
