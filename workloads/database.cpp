#include "workloads/database.hpp"

#include <algorithm>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <string>
#include <thread>

namespace crossover::workloads {
namespace {

std::string server_of(const parameters& p) {
    auto dsn = p.text("dsn");
    if (const char* named = std::getenv("CROSSOVER_DSN"); dsn.empty() && named != nullptr) {
        dsn = named; // not on the command line, where everyone can read it
    }
    if (dsn.empty()) {
        throw unfit("there is no PostgreSQL server: install postgresql, so that crossover run can "
                    "start one of its own, "
                    "or name one with --dsn or in CROSSOVER_DSN");
    }
    return dsn;
}

/// Never unloaded: libraries below libpq leave handlers behind that run when the process ends.
postgres::reach_server& driver() {
    const auto self = std::filesystem::read_symlink("/proc/self/exe");
    const auto path = self.parent_path() / "crossover_postgres.so";
    if (!std::filesystem::exists(path)) {
        throw unfit("the suite was built without libpq: install libpq-dev and build it again");
    }
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* const found =
        library == nullptr ? nullptr : ::dlsym(library, postgres::reach_server_name);
    if (found == nullptr) {
        throw unfit(std::string("libpq cannot be loaded (") + ::dlerror() + "): install libpq5");
    }
    return *reinterpret_cast<postgres::reach_server*>(found);
}

} // namespace

database::database(const parameters& p)
    : waits_(server_waits(p)),
      query_{.dsn = server_of(p),
             .wait_us = p["wait_us"],
             .waits = waits_.all_alike() ? nullptr : &waits_,
             .rows = p["rows"],
             .deadline_us = p["deadline_us"]},
      server_(driver()(query_)) {}

server_report database::server() const {
    // Its sessions are processes of their own, so that many cores can be busy with them.
    return {.cpu_ns = server_->cpu_ns(),
            .threads = std::max(std::thread::hardware_concurrency(), 1U)};
}

} // namespace crossover::workloads
