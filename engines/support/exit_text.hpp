#pragma once

#include <csignal>
#include <cstring>
#include <string>
#include <sys/wait.h>

namespace crossover::engines {

/// How a child ended, in words: `was killed by signal 9 (SIGKILL)`, `ended with exit status 3`.
/// `info` is what waitid filled in.
inline std::string exit_text(const siginfo_t& info) {
    if (info.si_pid == 0) { // SIGCHLD is ignored in this process, so the kernel reaped it
        return "ended (how is not known, for this process ignores SIGCHLD)";
    }
    if (info.si_code == CLD_EXITED) {
        return "ended with exit status " + std::to_string(info.si_status);
    }
    const char* const name = ::sigabbrev_np(info.si_status);
    return "was killed by signal " + std::to_string(info.si_status) +
           (name != nullptr ? " (SIG" + std::string(name) + ")" : "");
}

} // namespace crossover::engines
