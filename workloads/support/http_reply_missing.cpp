/// Stands in for http_reply_beast.cpp where Boost was not found.

#include "workloads/support/http_reply.hpp"
#include "workloads/workload.hpp"

namespace crossover::http_client {

std::unique_ptr<http_reply> make_http_reply() {
    throw unfit(
        "built without Boost.Beast: Boost 1.81 or newer was not found when the suite was built");
}

} // namespace crossover::http_client
