#include "bench/output/samples_file.hpp"

#include "base/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace crossover::bench {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw error(exit_code::results_file, "cannot write samples to " + path + " (" + why +
                                             "); give a path in a folder that you may write to");
}

} // namespace

samples_file::samples_file(const std::string& path) : path_(path) {
    if (!path.empty()) {
        fd_.reset(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666));
        if (!fd_) {
            refuse(path, std::strerror(errno));
        }
    }
}

void samples_file::append(const measurement& m) const {
    if (!fd_) {
        return;
    }
    const std::string line = to_json_line(m) + "\n";
    const auto written = ::write(fd_.get(), line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) {
        refuse(path_, written < 0 ? std::strerror(errno) : "the disk is full");
    }
}

} // namespace crossover::bench
