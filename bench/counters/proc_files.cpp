#include "bench/counters/proc_files.hpp"

#include "base/unique_fd.hpp"

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <limits>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace crossover::bench {
namespace {

std::string folder_of(pid_t pid) {
    return "/proc/" + std::to_string(pid);
}

/// The whole of a file, "" when it cannot be read: a stream would throw where a process ends while
/// it is being read.
std::string text_of(const std::string& path) {
    const unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text;
    for (std::array<char, 4096> part{}; file;) {
        const auto got = ::read(file.get(), part.data(), part.size());
        if (got <= 0) {
            return got < 0 ? std::string() : text;
        }
        text.append(part.data(), static_cast<std::size_t>(got));
    }
    return text;
}

std::int64_t entries(const std::string& folder) {
    std::error_code gone;
    std::int64_t count = 0;
    for (std::filesystem::directory_iterator i(folder, gone), end; !gone && i != end;
         i.increment(gone)) {
        ++count;
    }
    return count;
}

} // namespace

std::int64_t sum_fields(const std::string& path, std::initializer_list<std::string_view> names) {
    std::istringstream lines(text_of(path));
    std::string name;
    std::int64_t kilobytes = 0;
    std::int64_t sum = 0;
    while (lines >> name) {
        for (const auto wanted : names) {
            if (name == wanted && lines >> kilobytes) {
                sum += kilobytes * 1024;
            }
        }
        lines.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
    }
    return sum;
}

std::int64_t thread_count(pid_t pid) {
    const std::string text = text_of(folder_of(pid) + "/stat");
    const auto name_ends =
        text.rfind(')'); // the name may hold anything, spaces and brackets included
    if (name_ends == std::string::npos) {
        return 0;
    }
    constexpr int fields_between =
        17; // from `state`, the third field, to `num_threads`, the twentieth
    auto at = name_ends + 2;
    for (int i = 0; i < fields_between && at != std::string::npos; ++i) {
        at = text.find(' ', at + 1);
    }
    return at == std::string::npos ? 0 : std::stoll(text.substr(at));
}

std::int64_t descriptor_count(pid_t pid) {
    const std::string folder = folder_of(pid) + "/fd";
    struct stat seen {};
    if (::stat(folder.c_str(), &seen) != 0) {
        return 0;
    }
    if (seen.st_size > 0) { // since Linux 6.2 the size is the number
        return seen.st_size;
    }
    return entries(folder) - (pid == ::getpid() ? 1 : 0); // not the one that reads the folder
}

std::int64_t private_bytes(pid_t pid) {
    return sum_fields(folder_of(pid) + "/smaps_rollup", {"Private_Clean:", "Private_Dirty:"});
}

std::vector<pid_t> children_of(pid_t pid) {
    std::istringstream pids(text_of(folder_of(pid) + "/task/" + std::to_string(pid) + "/children"));
    return {std::istream_iterator<pid_t>(pids), {}};
}

} // namespace crossover::bench
