#pragma once

#include "base/digest.hpp"
#include "workloads/support/file_set.hpp"
#include "workloads/workload.hpp"

#include <array>
#include <string_view>

namespace crossover::workloads {

/// Every task reads one block at a random place of a set of real files, by whatever the engine has
/// for that: a `pread` that blocks, libuv's file calls (the same `pread` on its worker threads),
/// io_uring.
class file : public workload_defaults {
public:
    static constexpr std::string_view name = "file";
    static constexpr std::string_view summary =
        "each task reads a block at a random place of a set of real files";
    static constexpr std::array<std::string_view, 2> cache_words{"hot", "cold"};
    static constexpr std::array parameter_list{
        parameter{"bytes", unit::bytes, 4096, 8, 1 << 24, "size of a block, a multiple of 8"},
        parameter{"files", unit::count, 4, 1, 1000, "how many files there are"},
        parameter{"file_bytes", unit::bytes, 16 << 20, 8, std::int64_t{1} << 34,
                  "size of each file"},
        parameter{"cache", unit::choice, 0, 0, 1,
                  "hot: all of it is in the page cache; cold: none of it is when a batch begins",
                  cache_words},
        text_parameter("folder", "", "where the files lie; default: file-set beside the binary")};
    using wait_type = wait::file;

    /// Every file stays open; a block is read at a time.
    [[nodiscard]] static workload_needs needs(const parameters& p) {
        return {.descriptors = static_cast<std::size_t>(p["files"]),
                .slot_bytes = static_cast<std::size_t>(p["bytes"])};
    }

    /// Makes the files unless they are there. Throws error(bad_input) when a block is no part of a
    /// file, error(results_file) when the files cannot be made.
    explicit file(const parameters& p);

    [[nodiscard]] wait::file wait(std::size_t i) const noexcept;
    [[nodiscard]] wait::file::endpoint endpoint() const noexcept { return {.bytes = bytes_}; }
    [[nodiscard]] static std::uint64_t compute(std::size_t i, std::uint64_t answer,
                                               std::uint64_t salt = 0) noexcept {
        return combine(i ^ salt, answer);
    }
    /// From what the files were made of, not from the files.
    [[nodiscard]] std::uint64_t expected(std::size_t i, std::uint64_t salt = 0) const noexcept;
    [[nodiscard]] static std::int64_t wait_ns() noexcept { return 0; }
    [[nodiscard]] told_values told() const {
        return {{"bytes", std::int64_t{bytes_}},
                {"files", static_cast<std::int64_t>(files_.size())},
                {"file_bytes", static_cast<std::int64_t>(files_.file_bytes())},
                {"folder", files_.folder()}};
    }

    /// Drops the files from the page cache when it is to be cold. Throws unfit where that has no
    /// effect (a file system in memory).
    void begin_batch() const;
    static void end_batch(std::size_t /*tasks*/) noexcept {}

private:
    struct place {
        std::size_t file = 0;
        std::uint64_t offset = 0;
    };
    [[nodiscard]] place place_of(std::size_t i) const noexcept;

    std::uint32_t bytes_;
    bool cold_;
    file_set files_;
};

static_assert(workload<file>);

} // namespace crossover::workloads
