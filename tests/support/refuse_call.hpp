#pragma once

#include <array>
#include <cstddef>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

namespace crossover::tests {

/// Lets one system call of this process and its children fail with `error`, as an old kernel or a
/// container does. False where the system allows no filter. It is not given back: in a child
/// process only (in_child.hpp).
inline bool refuse_call(unsigned number, unsigned error) {
    constexpr auto load_word = BPF_LD | BPF_W | BPF_ABS; // the number is the first word
    std::array<sock_filter, 4> steps{{
        {load_word, 0, 0, 0},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, number},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | error},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    }};
    const sock_fprog program{steps.size(), steps.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

} // namespace crossover::tests
