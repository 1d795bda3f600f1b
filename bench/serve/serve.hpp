#pragma once

#include "bench/options.hpp"

#include <iosfwd>

namespace crossover::bench {

/// One contender as an HTTP service of this machine (`--serve`): each request is a task of its
/// cell. Prints `port N` when clients may connect, and a line of JSON with what was seen when it is
/// over: after how.service.for_ns, with the last task of the cell, or by SIGINT or SIGTERM.
///
/// Throws error(bad_input) unless one contender on one cell without a rate was asked for, and when
/// the port cannot be had; error(machine_limit) as the plan of the pair says;
/// error(invalid_measurement) for a wrong digest, a broken limit, and a request that was lost; and
/// what a task throws that no client is to blame for.
int serve(const options& how, std::ostream& out);

} // namespace crossover::bench
