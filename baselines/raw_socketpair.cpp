// A process pool over sockets: a socketpair for each worker, tasks and replies in batches.
#include "baselines/harness.hpp"
#include "baselines/message_workers.hpp"

#include <sys/socket.h>

namespace crossover::baselines {
namespace {

channel open_socketpair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw_errno(errno, "opening a socketpair");
    }
    const auto [pool, worker] = ends;
    return {.to_worker = unique_fd(pool),
            .from_pool = unique_fd(worker),
            .to_pool = unique_fd(::dup(worker)),
            .from_worker = unique_fd(::dup(pool))};
}

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline(computing, [](const work& w) {
        return std::make_unique<message_workers>(w, &open_socketpair);
    });
}
