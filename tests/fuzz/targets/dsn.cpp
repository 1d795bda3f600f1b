/// `--dsn`: read by libpq, and its password kept out of what a person is told.

#include "tests/fuzz/target.hpp"
#include "workloads/postgres/conninfo.hpp"

using namespace crossover;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::argument_of(fuzz::text_of(data, size)));
    try {
        const workloads::postgres::conninfo read(text);
        fuzz::require(read.connect_timeout_s() > 0 && read.connect_timeout_s() <= 86'400,
                      "connecting has an end");
        fuzz::require(read.without_password("").empty(), "of nothing, nothing is hidden");
        static_cast<void>(read.without_password("cannot connect to " + text));
    } catch (const error& refused) {
        fuzz::require(refused.code() == exit_code::server_failed && refused.what()[0] != '\0',
                      "a dsn is read, or refused in a sentence");
    }
    return 0;
}
