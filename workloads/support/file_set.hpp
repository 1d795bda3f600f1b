#pragma once

#include "base/digest.hpp"
#include "base/unique_fd.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crossover::workloads {

/// Files of known content, made once and found again by later processes, open for reading. Const
/// calls are thread-safe.
class file_set {
public:
    /// Opens `files` files of `file_bytes` each in a folder below `folder` (empty: file-set beside
    /// the running binary), and makes those that are not there, each under another name first, so
    /// that no half file is ever found. Throws error(results_file).
    file_set(const std::string& folder, std::size_t files, std::uint64_t file_bytes);

    /// The word at place `k` of file `f`.
    static constexpr std::uint64_t word(std::size_t f, std::uint64_t k) noexcept {
        return mix(std::uint64_t{f} << 40 ^ k);
    }

    [[nodiscard]] std::size_t size() const noexcept { return open_.size(); }
    [[nodiscard]] std::uint64_t file_bytes() const noexcept { return file_bytes_; }
    [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
    [[nodiscard]] int descriptor(std::size_t f) const noexcept { return open_[f].get(); }

    /// Reads all of it, so that it is in the page cache if it fits there.
    void warm() const;

    /// Drops all of it from the page cache. False where it stays there all the same.
    [[nodiscard]] bool drop() const;

private:
    void make(const std::string& path, std::size_t f) const;

    std::string folder_;
    std::uint64_t file_bytes_;
    std::vector<unique_fd> open_;
};

} // namespace crossover::workloads
