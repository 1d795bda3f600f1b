/// `--exec`: a command as a person writes it. Nothing is run.

#include "tests/fuzz/target.hpp"
#include "workloads/support/command_line.hpp"

#include <optional>

using namespace crossover;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::optional<command_line> read;
    if (!fuzz::is_accepted([&] { read.emplace(fuzz::argument_of(fuzz::text_of(data, size))); })) {
        return 0;
    }
    fuzz::require(!read->program().empty() && !read->words(7).empty(), "a command has a program");
    if (read->uses_shell()) {
        const std::vector<std::string> shell{"sh", "-c", read->shown(7)};
        fuzz::require(read->words(7) == shell, "a shell gets the command as it is");
    }
    fuzz::require(read->shown(7).find("{i}") == std::string::npos, "each {i} is the index");
    return 0;
}
