#include "workloads/postgres/conninfo.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <charconv>
#include <libpq-fe.h>
#include <memory>
#include <utility>

namespace crossover::workloads::postgres {
namespace {

constexpr const char* advice =
    "write host=HOST dbname=NAME user=USER, or postgresql://USER@HOST/NAME, with %40 for an "
    "@, %3A for a : and %2F for a / within a password";

/// A day: as good as no end, and no overflow in nanoseconds.
constexpr std::int64_t longest_connect_timeout_s = 86'400;

[[noreturn]] void unreadable(const std::string& why) {
    throw error(exit_code::server_failed, "the dsn cannot be read: " + why + "; " + advice);
}

bool is_url(std::string_view dsn) {
    return dsn.starts_with("postgresql://") || dsn.starts_with("postgres://");
}

/// What libpq says of a dsn quotes pieces of it, which may be pieces of a password.
std::string without_quotes(std::string_view said) {
    const auto line = said.substr(0, said.find('\n'));
    const auto first = line.find('"');
    if (first == std::string_view::npos) {
        return std::string(line);
    }
    // What is quoted may hold quotes of its own: nothing between the first and the last is kept.
    return std::string(line.substr(0, first)) + "\"...\"" +
           std::string(line.substr(line.rfind('"') + 1));
}

struct free_options {
    void operator()(PQconninfoOption* options) const noexcept { ::PQconninfoFree(options); }
};

} // namespace

conninfo::conninfo(std::string dsn) : dsn_(std::move(dsn)) {
    if (!is_url(dsn_) && dsn_.find('=') == std::string::npos) {
        return; // the name of a database
    }
    char* said = nullptr;
    const std::unique_ptr<PQconninfoOption, free_options> options(
        ::PQconninfoParse(dsn_.c_str(), &said));
    const std::unique_ptr<char, void (*)(void*)> owned(said, &::PQfreemem);
    if (!options) {
        unreadable(said == nullptr ? "there is no memory for it" : without_quotes(said));
    }
    for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
        const std::string_view keyword = option->keyword;
        const std::string_view value = option->val == nullptr ? "" : option->val;
        if (keyword == "password") {
            password_ = value;
        } else if (keyword == "connect_timeout") {
            std::int64_t seconds =
                0; // which stands for no end in libpq, and for the usual one here
            std::from_chars(value.data(), value.data() + value.size(), seconds);
            connect_timeout_s_ =
                seconds > 0 ? std::min(seconds, longest_connect_timeout_s) : connect_timeout_s_;
        } else if (keyword == "host" && is_url(dsn_) && value.find('@') != std::string_view::npos) {
            unreadable("its host has an @");
        } else if (keyword == "port" && !std::ranges::all_of(value, [](char c) {
                       return c == ',' || (c >= '0' && c <= '9');
                   })) {
            unreadable("its port is not a number");
        }
    }
}

std::string conninfo::without_password(std::string sentence) const {
    if (!password_.empty()) {
        for (auto at = sentence.find(password_); at != std::string::npos;
             at = sentence.find(password_, at + 3)) {
            sentence.replace(at, password_.size(), "***");
        }
    }
    return sentence;
}

} // namespace crossover::workloads::postgres
