#pragma once

#include "base/clock.hpp"

#include <chrono>
#include <fstream>
#include <string>
#include <sys/types.h>
#include <thread>

namespace crossover::tests {

/// Whether a process exists and has not ended.
inline bool is_running(pid_t pid) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string id;
    std::string name;
    std::string state;
    return stat >> id >> name >> state && state != "Z" && state != "X";
}

/// Whether a process ends within five seconds.
inline bool ends_soon(pid_t pid) {
    const auto until = now_ns() + 5'000'000'000;
    while (is_running(pid) && now_ns() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return !is_running(pid);
}

} // namespace crossover::tests
