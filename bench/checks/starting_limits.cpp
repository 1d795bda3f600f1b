#include "bench/checks/starting_limits.hpp"

#include "base/error.hpp"
#include "base/unique_fd.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/resource.h>
#include <thread>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace crossover::bench {
namespace {

constexpr std::uint64_t arena_bytes = std::uint64_t{128} << 20;
constexpr unsigned arenas_a_core = 8; ///< glibc's own number

} // namespace

void require_starting_descriptors() {
    std::array<unique_fd, 4> tried;
    for (auto& fd : tried) {
        fd.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (!fd) {
            throw error(exit_code::machine_limit,
                        std::string("cannot open the descriptors that it takes to begin: ") +
                            std::strerror(errno) + "; raise the descriptor limit with ulimit -n");
        }
    }
}

std::uint64_t fitting_arenas(std::uint64_t address_bytes) noexcept {
    return std::max<std::uint64_t>(address_bytes / arena_bytes, 1);
}

void share_arenas() noexcept {
#if defined(__GLIBC__)
    rlimit limit{};
    if (::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
        const auto fit = fitting_arenas(limit.rlim_cur);
        if (fit < std::uint64_t{arenas_a_core} * std::thread::hardware_concurrency()) {
            ::mallopt(M_ARENA_MAX, static_cast<int>(fit));
        }
    }
#endif
}

} // namespace crossover::bench
