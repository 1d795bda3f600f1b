#pragma once

#include "base/error.hpp"
#include "base/unique_fd.hpp"
#include "strategies/batch.hpp"

#include <cerrno>
#include <cstddef>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>

namespace crossover::baselines {

/// The file that the bench has made for digests and stamps, mapped into this process and into those
/// that it forks. Its pages are there from the start, so none is paid for in a batch.
class results_file {
public:
    /// Throws std::system_error when it cannot be mapped.
    results_file(const std::string& path, std::size_t bytes, std::size_t digests_at,
                 std::size_t stamps_at)
        : bytes_(bytes), digests_at_(digests_at), stamps_at_(stamps_at) {
        const unique_fd file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
        void* const memory = file ? ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                                           MAP_SHARED | MAP_POPULATE, file.get(), 0)
                                  : MAP_FAILED;
        if (memory == MAP_FAILED) {
            throw_errno(errno, "mapping the file for results, " + path);
        }
        memory_ = static_cast<std::byte*>(memory);
    }
    results_file(const results_file&) = delete;
    results_file& operator=(const results_file&) = delete;
    ~results_file() { ::munmap(memory_, bytes_); }

    [[nodiscard]] batch of(std::size_t tasks, bool stamps) const noexcept {
        return {.tasks = tasks,
                .results = reinterpret_cast<std::uint64_t*>(memory_ + digests_at_),
                .stamps = stamps ? reinterpret_cast<stamp*>(memory_ + stamps_at_) : nullptr};
    }

private:
    std::size_t bytes_;
    std::size_t digests_at_;
    std::size_t stamps_at_;
    std::byte* memory_ = nullptr;
};

} // namespace crossover::baselines
