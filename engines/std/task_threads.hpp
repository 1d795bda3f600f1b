#pragma once

#include "engines/support/threads.hpp"

#include <cstddef>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::engines {

/// One std::jthread for each task; all are joined when this goes.
class std_task_threads {
public:
    /// Makes ready for so many threads.
    void reserve(std::size_t threads) {
        threads_.reserve(threads);
        wanted_ = threads;
    }

    /// Throws error(machine_limit) when the system refuses a thread; those that were started go on.
    template <class Task>
    void start(Task task) {
        try {
            threads_.emplace_back(std::move(task));
        } catch (const std::exception& refused) {
            throw thread_refused(threads_.size(), wanted_, refused, "--tasks");
        }
    }

private:
    std::size_t wanted_ = 0;
    std::vector<std::jthread> threads_;
};

} // namespace crossover::engines
