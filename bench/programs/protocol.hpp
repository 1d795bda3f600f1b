#pragma once

#include "strategies/kind.hpp"
#include "strategies/runner.hpp"
#include "workloads/workload.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The lines of the program contract (docs/PROGRAMS.md): what is written to a program, and what its
/// answers must be. A wrong answer is an error of the type `bad_answer`.
namespace crossover::bench {

inline constexpr int protocol_version = 2;

/// What is wrong with an answer: the rest of a sentence that begins with the program.
struct bad_answer : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A contender that a program can be.
struct described_contender {
    std::string strategy;
    enum kind kind = kind::best;
    runner::per_task starts = runner::per_task::nothing;
    bool lag = false; ///< it has an event loop, and can say how late that is
    bool all_at_once = false; ///< of a baseline: it starts all tasks, whatever the cell's limit is
    std::vector<std::string> workloads; ///< that it can run
    std::map<std::string, std::string> skipped; ///< why not others, by workload
};

/// A program's answer to `describe`.
struct program_description {
    std::string engine;
    std::string library;
    std::string version; ///< of the library
    std::string language;
    std::string unavailable; ///< why none of it can run here; empty: it can
    std::vector<described_contender> contenders;
};

/// What a program is to prepare for.
struct preparation {
    std::string strategy;
    std::string workload;
    batch_size size; ///< its limit is the contender's own
    std::size_t cell_limit = 0;
    told_values task; ///< what a task does
    std::string file; ///< where results go
    std::size_t file_bytes = 0;
    std::size_t digests_at = 0;
    std::size_t stamps_at = 0;
};

/// What a program says of a batch. Not yet held against anything.
struct batch_answer {
    std::int64_t started_ns = 0;
    std::int64_t makespan_ns = 0;
    std::string failed; ///< why the batch failed; empty: it did not
    std::string refused; ///< what a service has said that turned the contender away
    std::vector<std::int64_t> late_ns; ///< how late each beat of a heartbeat on its loop was
};

std::string describe_line();
std::string prepare_line(const preparation& what);
/// A batch of the first `tasks` tasks, whose digests are made with `salt`. `lag`: a heartbeat is to
/// beat beside it.
std::string batch_line(std::int64_t number, std::size_t tasks, bool stamps, std::uint64_t salt,
                       bool lag = false);

/// Checks all of it: the version, the names, the kinds, that a baseline's engine is `file_name`.
program_description read_description(std::string_view answer, const std::string& file_name);

/// Why the program cannot run this cell here; empty: it is ready. Throws bad_answer for anything
/// else; `failed` is one of them.
std::string read_ready(std::string_view answer);

batch_answer read_batch_answer(std::string_view answer, std::int64_t number);

} // namespace crossover::bench
