// The limit of a process pool: workers draw the next index from an atomic counter in shared memory,
// between two barriers.
#include "baselines/harness.hpp"
#include "baselines/worker_processes.hpp"

#include <atomic>
#include <new>
#include <pthread.h>
#include <sys/mman.h>

namespace crossover::baselines {
namespace {

class raw_process_index final : public runner {
public:
    explicit raw_process_index(const work& w) : work_(w) {
        void* const memory = ::mmap(nullptr, sizeof(shared), PROT_READ | PROT_WRITE,
                                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) {
            throw_errno(errno, "mapping shared memory");
        }
        shared_ = ::new (memory) shared;
        ::pthread_barrierattr_t between_processes;
        ::pthread_barrierattr_init(&between_processes);
        ::pthread_barrierattr_setpshared(&between_processes, PTHREAD_PROCESS_SHARED);
        const auto all = static_cast<unsigned>(w.limit) + 1; // the pool too
        ::pthread_barrier_init(&shared_->begin, &between_processes, all);
        ::pthread_barrier_init(&shared_->end, &between_processes, all);
        ::pthread_barrierattr_destroy(&between_processes);
        for (std::size_t i = 0; i < w.limit; ++i) {
            workers_.start([this] { serve(); });
        }
    }

    void run(const batch& b) override {
        shared_->current = b;
        shared_->next.store(0, std::memory_order_relaxed);
        ::pthread_barrier_wait(&shared_->begin);
        ::pthread_barrier_wait(&shared_->end);
    }

    [[nodiscard]] std::vector<pid_t> workers() const override { return workers_.pids(); }
    [[nodiscard]] worker_usage usage() override { return workers_.usage(); }

private:
    struct shared {
        pthread_barrier_t begin;
        pthread_barrier_t end;
        batch current;
        alignas(64) std::atomic<std::size_t> next = 0;
    };

    [[noreturn]] void serve() const noexcept {
        for (;;) {
            ::pthread_barrier_wait(&shared_->begin);
            const batch b = shared_->current;
            for (auto i = shared_->next.fetch_add(1, std::memory_order_relaxed); i < b.tasks;
                 i = shared_->next.fetch_add(1, std::memory_order_relaxed)) {
                work_.run(b, i);
            }
            ::pthread_barrier_wait(&shared_->end);
        }
    }

    const work& work_;
    shared* shared_ = nullptr; // stays mapped until the process ends
    worker_processes workers_;
};

} // namespace
} // namespace crossover::baselines

int main() {
    using namespace crossover::baselines;
    return run_baseline<raw_process_index>(computing);
}
