/// An engine that is built in, and that the system keeps from the process: its contenders are
/// skipped with the reason.

#include "bench/catalog/cell.hpp"
#include "bench/catalog/registry.hpp"
#include "bench/options.hpp"
#include "bench/sample/measure.hpp"
#include "tests/support/in_child.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace crossover::tests {
namespace {

/// Makes a system call fail with EPERM in this process from now on, as a container's seccomp
/// profile does.
void forbid(unsigned call) {
    std::array<sock_filter, 4> filter{
        {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
         BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
         BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
         BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
    const sock_fprog program{.len = filter.size(), .filter = filter.data()};
    ASSERT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

TEST(BenchUnavailable, IsSkippedWithTheReasonWhenTheKernelRefuses) {
    in_child([] {
        forbid(SYS_io_uring_setup);
        for (const auto& entry : bench::all().contenders) {
            if (entry.engine == "uring" && entry.skipped.empty()) {
                EXPECT_NE(entry.reason_to_skip().find("Operation not permitted"), std::string::npos)
                    << entry.name();
                const auto cell = bench::parse_cell(entry.workload + "/tasks:1");
                const auto m = bench::measure(entry, cell, bench::options{});
                EXPECT_EQ(m.status, bench::status::skipped) << m.reason;
                EXPECT_EQ(m.reason, entry.reason_to_skip());
                EXPECT_EQ(m.code, exit_code::success);
            } else {
                EXPECT_EQ(entry.reason_to_skip(), entry.skipped) << entry.name();
            }
        }
    });
}

} // namespace
} // namespace crossover::tests
