#pragma once

#include "bench/catalog/registry.hpp"
#include "bench/options.hpp"

#include <string>
#include <vector>

namespace crossover::bench {

/// A contender on a cell.
struct candidate {
    const contender_entry* contender = nullptr;
    cell where;

    /// As in `tcp/gather/asio/tasks:1000/limit:1000/wait_us:5000`; the limit is the contender's
    /// own.
    [[nodiscard]] std::string name() const;
};

/// Whether one of the options' globs names this contender; all are, when there is none.
bool is_wanted(const options& how, const std::string& contender);

/// The pairs that the options ask for, contender by contender, process pools first. Throws
/// error(bad_input) when a glob matches no contender, naming the nearest, and when nothing is asked
/// for.
std::vector<candidate> select(const registry& from, const options& how);

} // namespace crossover::bench
