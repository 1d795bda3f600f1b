#pragma once

namespace crossover::bench {

/// Makes the process fit for measuring, the same for every contender: timer slack of 1 ns (Linux
/// rounds sleeps and epoll time-outs up to 50 us late otherwise, but not timerfds, which would
/// favour event loops); freed memory stays with the process, so that a warm batch does not pay for
/// page faults again (what a cold one pays is reported apart); as many descriptors as the system
/// allows.
void prepare_process();

} // namespace crossover::bench
