#pragma once

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <system_error>
#include <thread>

namespace crossover::tests {

/// What a process holds at one moment: threads, children, descriptors. Two of them are compared,
/// before and after.
class census {
public:
    [[nodiscard]] static census take() {
        census now;
        now.threads_ = entries("/proc/self/task").size();
        for (const auto& fd : entries("/proc/self/fd")) {
            std::error_code gone; // the descriptor that read the folder
            const auto target = std::filesystem::read_symlink("/proc/self/fd/" + fd, gone);
            if (!gone) {
                now.descriptors_.insert(fd + " -> " + target.string());
            }
        }
        siginfo_t info{};
        now.children_ =
            ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
        return now;
    }

    /// What this process holds now and did not hold when `before` was taken, up to `spare_threads`
    /// more threads aside; empty when nothing. A thread that was joined stands in /proc for a
    /// moment longer, so this looks for up to a second.
    [[nodiscard]] static std::string left_since(const census& before,
                                                std::size_t spare_threads = 0) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(1);
        for (;;) {
            const auto left = take().difference(before, spare_threads);
            if (left.empty() || std::chrono::steady_clock::now() > until) {
                return left;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }

private:
    [[nodiscard]] static std::set<std::string> entries(const std::string& folder) {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            names.insert(entry.path().filename().string());
        }
        return names;
    }

    [[nodiscard]] std::string difference(const census& before, std::size_t spare_threads) const {
        std::ostringstream left;
        if (threads_ > before.threads_ + spare_threads) {
            left << threads_ - before.threads_ << " threads; ";
        }
        if (children_ && !before.children_) {
            left << "a child process; ";
        }
        for (const auto& descriptor : descriptors_) {
            if (!before.descriptors_.contains(descriptor)) {
                left << "descriptor " << descriptor << "; ";
            }
        }
        return left.str();
    }

    std::size_t threads_ = 0;
    bool children_ = false;
    std::set<std::string> descriptors_;
};

} // namespace crossover::tests
