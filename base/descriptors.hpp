#pragma once

#include "base/error.hpp"
#include "base/unique_fd.hpp"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <vector>

namespace crossover {

/// Proves that this process may have `n` descriptors more, by opening them all and closing them
/// again (about 1 us each). Throws error(machine_limit) that names `what` when it may not. For
/// libraries that open descriptors themselves, and end the process or tell half of it when one is
/// refused; what other threads open in between is not seen.
inline void require_free_descriptors(std::size_t n, std::string_view what) {
    std::vector<unique_fd> opened;
    opened.reserve(n);
    while (opened.size() < n) {
        opened.emplace_back(::eventfd(0, EFD_CLOEXEC));
        if (!opened.back()) {
            throw error(exit_code::machine_limit,
                        std::string(what) + " needs " + std::to_string(n) +
                            " descriptors and can have " + std::to_string(opened.size() - 1) +
                            " (" + std::strerror(errno) +
                            "); raise the descriptor limit with ulimit -n");
        }
    }
}

} // namespace crossover
