#pragma once

#include "base/error.hpp"

#include <cstddef>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace crossover::engines {

/// One std::jthread for each task; all are joined when this goes.
class std_task_threads {
public:
    void reserve(std::size_t threads) { threads_.reserve(threads); }

    /// Throws error(machine_limit) when the system refuses a thread; those that were started go on.
    template <class Task>
    void start(Task task) {
        try {
            threads_.emplace_back(std::move(task));
        } catch (const std::system_error& refused) {
            throw error(exit_code::machine_limit, "cannot start thread " + std::to_string(threads_.size() + 1) + " (" +
                                                      refused.what() +
                                                      "); lower --tasks or raise the process limit with ulimit -u");
        }
    }

private:
    std::vector<std::jthread> threads_;
};

} // namespace crossover::engines
