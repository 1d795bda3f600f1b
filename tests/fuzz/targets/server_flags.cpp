/// The command line of the suite's server, an argument a line.

#include "tests/fuzz/target.hpp"
#include "workloads/servers/tcp_server_options.hpp"

using namespace crossover;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto lines = fuzz::lines_of(fuzz::text_of(data, size));
    std::vector<const char*> arguments;
    for (const auto& line : lines) {
        arguments.push_back(line.c_str());
    }
    servers::server_options read;
    if (fuzz::is_accepted([&] { read = servers::parse_server_options(arguments); })) {
        fuzz::require(read.threads >= 1 && read.threads <= servers::max_server_threads &&
                          read.burn_us >= 0 && read.burn_us <= 1'000'000 && read.parent >= 0,
                      "a number of the command line is in its range");
        fuzz::require(read.capacity == 0 || read.threads == 1, "a capacity is for one thread");
    }
    return 0;
}
