#pragma once

#include "base/unique_fd.hpp"
#include "bench/sample/measurement.hpp"

#include <string>

namespace crossover::bench {

/// Appends measurements to a file, one line each, each with a single write. No path: writes
/// nowhere.
class samples_file {
public:
    /// Throws error(results_file) when the file cannot be opened.
    explicit samples_file(const std::string& path);

    /// Throws error(results_file) when the line cannot be written whole.
    void append(const measurement& m) const;

private:
    std::string path_;
    unique_fd fd_;
};

} // namespace crossover::bench
