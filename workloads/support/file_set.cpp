#include "workloads/support/file_set.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace crossover::workloads {
namespace {

constexpr std::size_t step_bytes = 1 << 20;

[[noreturn]] void fail(const std::string& path, int number) {
    if (limit_advice(number) != nullptr) {
        throw_errno(number, "making the file " + path + " for the workload `file`");
    }
    throw error(exit_code::results_file,
                "the file " + path + " for the workload `file` cannot be made: " +
                    std::strerror(number) + "; name another folder by --param folder=DIR");
}

std::string folder_for(const std::string& named, std::size_t files, std::uint64_t file_bytes) {
    std::error_code failed;
    std::filesystem::path top = named;
    if (named.empty()) {
        top = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path() / "file-set";
    }
    const auto folder = top / (std::to_string(files) + "x" + std::to_string(file_bytes));
    std::filesystem::create_directories(folder, failed);
    if (failed) {
        fail(folder.string(), failed.value());
    }
    return folder.string();
}

bool is_whole(const std::string& path, std::uint64_t bytes) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 && static_cast<std::uint64_t>(found.st_size) == bytes;
}

/// Drops a file from the page cache; false when what is in its middle can still be read without
/// waiting, or where the file system cannot tell (one in memory has nothing to wait for). The
/// advice passes over pages that somebody has in hand at that moment, so it is given a few times.
bool dropped(int fd, std::uint64_t bytes) {
    constexpr int attempts = 10;
    std::byte byte{};
    const iovec one{.iov_base = &byte, .iov_len = 1};
    for (int i = 0; i < attempts; ++i) {
        ::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        if (::preadv2(fd, &one, 1, static_cast<off_t>(bytes / 2), RWF_NOWAIT) < 0 &&
            errno != EINTR) {
            return errno == EAGAIN;
        }
    }
    return false;
}

} // namespace

file_set::file_set(const std::string& folder, std::size_t files, std::uint64_t file_bytes)
    : folder_(folder_for(folder, files, file_bytes)), file_bytes_(file_bytes) {
    for (std::size_t f = 0; f < files; ++f) {
        const auto path = folder_ + "/" + std::to_string(f);
        if (!is_whole(path, file_bytes_)) {
            make(path, f);
        }
        unique_fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!fd) {
            fail(path, errno);
        }
        ::posix_fadvise(fd.get(), 0, 0,
                        POSIX_FADV_RANDOM); // else the kernel reads ahead what nobody asks for
        open_.push_back(std::move(fd));
    }
}

void file_set::make(const std::string& path, std::size_t f) const {
    const auto unfinished = path + "." + std::to_string(::getpid());
    const unique_fd fd(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!fd) {
        fail(unfinished, errno);
    }
    std::vector<std::uint64_t> words(std::min<std::uint64_t>(step_bytes, file_bytes_) /
                                     sizeof(std::uint64_t));
    for (std::uint64_t done = 0; done < file_bytes_;) {
        for (std::size_t k = 0; k < words.size(); ++k) {
            words[k] = word(f, done / sizeof(std::uint64_t) + k);
        }
        const auto wanted =
            std::min<std::uint64_t>(words.size() * sizeof(std::uint64_t), file_bytes_ - done);
        const auto written = ::write(fd.get(), words.data(), wanted);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0 || written % 8 != 0) {
            const int number = written < 0 ? errno : ENOSPC;
            ::unlink(unfinished.c_str());
            fail(path, number);
        }
        done += static_cast<std::uint64_t>(written);
    }
    // Pages not yet written cannot be dropped.
    if (::fsync(fd.get()) != 0 || ::rename(unfinished.c_str(), path.c_str()) != 0) {
        const int number = errno;
        ::unlink(unfinished.c_str());
        fail(path, number);
    }
}

void file_set::warm() const {
    std::vector<std::byte> chunk(step_bytes);
    for (const auto& fd : open_) {
        off_t at = 0;
        for (ssize_t got = 0; (got = ::pread(fd.get(), chunk.data(), chunk.size(), at)) > 0;
             at += got) {
        }
    }
}

bool file_set::drop() const {
    return std::ranges::all_of(
        open_, [this](const unique_fd& fd) { return dropped(fd.get(), file_bytes_); });
}

} // namespace crossover::workloads
