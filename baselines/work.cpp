#include "base/digest.hpp"
#include "base/error.hpp"
#include "baselines/harness.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace crossover::baselines {
namespace {

/// Known to the tcp server alone beside `expected`, so that an answer cannot be made up in a
/// program.
constexpr std::uint64_t secret = 0x7065657273636865ULL;

/// The tcp_server of the build: baselines stand in a folder below it.
std::filesystem::path tcp_server_binary() {
    if (std::getenv("CROSSOVER_SERVER") != nullptr) {
        return crossover::servers::default_server_binary();
    }
    return crossover::servers::default_server_binary().parent_path().parent_path() / "tcp_server";
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
        crossover::servers::server_process_options options;
        options.binary = tcp_server_binary();
        server_ = std::make_unique<crossover::servers::server_process>(secret, options);
    }
}

std::uint64_t work::compute(std::size_t i, std::uint64_t answer) const {
    if (rounds_) {
        return rounds_->digest(i);
    }
    return server_ ? combine(i, answer) : mix(i);
}

std::uint64_t work::expected(std::size_t i) const {
    if (rounds_) {
        return rounds_->expected(i);
    }
    return server_ ? combine(i, mix(i ^ secret)) : mix(i);
}

std::int64_t work::shortest_ns() const noexcept {
    return static_cast<std::int64_t>((tasks + limit - 1) / limit) * wait_ns;
}

} // namespace crossover::baselines
