#include "bench/output/clean_environment.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

namespace crossover::bench {
namespace {

std::vector<std::string> benchmark_variables() {
    std::vector<std::string> names;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        if (text.starts_with("BENCHMARK_")) {
            names.emplace_back(text.substr(0, text.find('=')));
        }
    }
    return names;
}

} // namespace

void ignore_benchmark_variables(char** argv) {
    const auto names = benchmark_variables();
    if (names.empty()) {
        return;
    }
    for (const auto& name : names) {
        ::unsetenv(name.c_str());
    }
    ::execv("/proc/self/exe", argv);
    throw error(
        exit_code::internal,
        "the environment has " + names.front() +
            ", which Google Benchmark obeys, and the program cannot be started without it (" +
            std::strerror(errno) + "): unset it");
}

} // namespace crossover::bench
