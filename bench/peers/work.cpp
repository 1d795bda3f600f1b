#include "base/digest.hpp"
#include "base/error.hpp"
#include "bench/peers/harness.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace crossover::bench::peers {
namespace {

/// Known to the tcp peer alone beside `expected`, so that an answer cannot be made up in a program.
constexpr std::uint64_t secret = 0x7065657273636865ULL;

/// The tcp_peer of the build: peer programs stand in a folder below it.
std::filesystem::path tcp_peer_binary() {
    if (std::getenv("CROSSOVER_PEER") != nullptr) {
        return crossover::peers::default_peer_binary();
    }
    return crossover::peers::default_peer_binary().parent_path().parent_path() / "tcp_peer";
}

} // namespace

work::work(const request& r)
    : tasks(r.tasks),
      limit(std::max<std::size_t>(std::min(r.limit, r.tasks), 1)),
      wait_ns(r.wait_ns),
      bytes(static_cast<std::size_t>(r.bytes)) {
    if (r.workload == "sha256") {
        rounds_.emplace(r.bytes);
    } else if (r.workload == "tcp") {
        crossover::peers::tcp_peer_options options;
        options.binary = tcp_peer_binary();
        peer_ = std::make_unique<crossover::peers::tcp_peer>(secret, options);
    }
}

std::uint64_t work::compute(std::size_t i, std::uint64_t answer) const {
    if (rounds_) {
        return rounds_->digest(i);
    }
    return peer_ ? combine(i, answer) : mix(i);
}

std::uint64_t work::expected(std::size_t i) const {
    if (rounds_) {
        return rounds_->expected(i);
    }
    return peer_ ? combine(i, mix(i ^ secret)) : mix(i);
}

std::int64_t work::shortest_ns() const noexcept {
    return static_cast<std::int64_t>((tasks + limit - 1) / limit) * wait_ns;
}

} // namespace crossover::bench::peers
