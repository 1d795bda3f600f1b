/// The side channel of the suite's server: each line has one line for an answer.

#include "base/unique_fd.hpp"
#include "tests/fuzz/target.hpp"
#include "workloads/servers/tcp_server_control.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

using namespace crossover;

namespace {

std::pair<unique_fd, unique_fd> make_pipe() {
    std::array<int, 2> ends{};
    fuzz::require(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0, "a pipe can be opened");
    return {unique_fd(ends[0]), unique_fd(ends[1])};
}

/// What is in a pipe.
std::string drained(const unique_fd& from) {
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t got = 0; (got = ::read(from.get(), part.data(), part.size())) > 0;) {
        text.append(part.data(), static_cast<std::size_t>(got));
    }
    return text;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto commands = fuzz::text_of(data, std::min<std::size_t>(size, 4096)); // a pipe's least
    auto [in, to_in] = make_pipe();
    auto [from_out, out] = make_pipe();
    fuzz::require(::write(to_in.get(), commands.data(), commands.size()) ==
                      static_cast<ssize_t>(commands.size()),
                  "a pipe takes a page");
    to_in.reset();
    servers::counters totals;
    servers::control control(in.get(), out.get(), totals);
    std::string said;
    while (control.serve()) {
        said += drained(from_out);
    }
    said += drained(from_out);
    const auto answers = fuzz::lines_of(said);
    fuzz::require(std::ssize(answers) <= std::ranges::count(commands, '\n'),
                  "no line has more than one answer");
    for (const auto& answer : answers) {
        fuzz::require(answer == "ok" || answer.starts_with("requests ") ||
                          answer.starts_with("error "),
                      "an answer is counts, ok or an error");
    }
    return 0;
}
