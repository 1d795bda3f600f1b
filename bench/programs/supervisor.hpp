#pragma once

#include "base/unique_fd.hpp"

#include <string>
#include <sys/types.h>

namespace crossover::bench {

/// What a supervisor tells, in one message each.
struct supervisor_note {
    enum class what : int {
        started, ///< `value` is the program's process id
        not_started, ///< `value` is the errno of exec
        ended, ///< `value` is what waitpid says of the program
        left ///< `value` is how many descendants are there still, asked for with one byte
    };
    what kind = what::not_started;
    int value = 0;
};

/// The three pipes of a program, from its side, and its supervisor's line to this process.
struct program_ends {
    unique_fd input, output, errors, line;
};

/// A process between this one and a program: all that the program starts stays below it, daemons
/// included (PR_SET_CHILD_SUBREAPER), and has ended when it has. It lives until the other end of
/// `line` is closed, by this process or by its death, then kills every descendant until there is
/// none, and ends.
///
/// Forks it; it forks the program, in a process group of its own that is killed with it
/// (PR_SET_PDEATHSIG), and notes that on the line. Between the forks and exec nothing is called
/// that another thread's lock could hold up. Throws error(machine_limit) when a fork is refused.
pid_t start_supervisor(const std::string& program, program_ends ends);

} // namespace crossover::bench
