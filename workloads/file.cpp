#include "workloads/file.hpp"

#include "base/error.hpp"

#include <string>

namespace crossover::workloads {
namespace {

std::uint32_t block_bytes(const parameters& p) {
    const auto bytes = p["bytes"];
    const auto file_bytes = p["file_bytes"];
    if (bytes % 8 != 0 || file_bytes % bytes != 0) {
        throw error(exit_code::bad_input,
                    "a block of " + std::to_string(bytes) + " bytes does not fit into a file of " +
                        std::to_string(file_bytes) +
                        ": give `bytes` a multiple of 8, and `file_bytes` a multiple of that");
    }
    return static_cast<std::uint32_t>(bytes);
}

} // namespace

file::file(const parameters& p)
    : bytes_(block_bytes(p)),
      cold_(p["cache"] == 1),
      files_(p.text("folder"), static_cast<std::size_t>(p["files"]),
             static_cast<std::uint64_t>(p["file_bytes"])) {
    if (!cold_) {
        files_.warm();
    }
}

file::place file::place_of(std::size_t i) const noexcept {
    const std::uint64_t random = mix(i + 1);
    const std::uint64_t blocks = files_.file_bytes() / bytes_;
    return {.file = static_cast<std::size_t>(random >> 32) % files_.size(),
            .offset = (random & 0xffffffffU) % blocks * bytes_};
}

wait::file file::wait(std::size_t i) const noexcept {
    const auto where = place_of(i);
    return {.fd = files_.descriptor(where.file), .offset = where.offset};
}

std::uint64_t file::expected(std::size_t i, std::uint64_t salt) const noexcept {
    const auto where = place_of(i);
    std::uint64_t sum = 0;
    for (std::uint64_t at = where.offset; at < where.offset + bytes_; at += sizeof sum) {
        sum += file_set::word(where.file, at / sizeof sum);
    }
    return combine(i ^ salt, sum);
}

void file::begin_batch() const {
    if (cold_ && !files_.drop()) {
        throw unfit("the page cache cannot be dropped for the files in " + files_.folder() +
                    ": name a folder on a disk by --param folder=DIR");
    }
}

} // namespace crossover::workloads
