// A fork for each task, at most `limit` at once; the child writes its digest into shared memory and
// ends.
#include "base/error.hpp"
#include "baselines/harness.hpp"

#include <cerrno>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

namespace crossover::baselines {
namespace {

class raw_fork_each final : public runner {
public:
    explicit raw_fork_each(const work& w) : work_(w) {}

    void run(const batch& b) override {
        std::size_t running = 0;
        for (std::size_t i = 0; i < b.tasks; ++i) {
            if (running == work_.limit) {
                reap();
                --running;
            }
            const pid_t pid = ::fork();
            if (pid < 0) {
                throw_errno(errno, "starting a process");
            }
            if (pid == 0) {
                work_.run(b, i);
                ::_exit(0);
            }
            ++running;
        }
        for (; running > 0; --running) {
            reap();
        }
    }

private:
    static void reap() {
        int status = 0;
        while (::wait(&status) < 0 && errno == EINTR) {
        }
        if (status != 0) {
            throw std::runtime_error("a task's process failed");
        }
    }

    const work& work_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<raw_fork_each>(process_each);
}
