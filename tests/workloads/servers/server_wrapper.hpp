#pragma once

#include "workloads/servers/server_process.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace crossover::servers {

/// A shell script in a temporary folder, to be started in place of the server; removed with the
/// object. In its text, $SERVER is the real binary.
class server_wrapper {
public:
    explicit server_wrapper(const std::string& commands) {
        std::string name = (std::filesystem::temp_directory_path() / "crossover_XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        folder_ = name;
        std::ofstream(path()) << "#!/bin/sh\nSERVER='" << default_server_binary().string() << "'\n"
                              << commands << '\n';
        std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
    }
    ~server_wrapper() {
        std::error_code ignored; // a folder left in /tmp must not fail a test
        std::filesystem::remove_all(folder_, ignored);
    }
    server_wrapper(const server_wrapper&) = delete;
    server_wrapper& operator=(const server_wrapper&) = delete;

    [[nodiscard]] std::filesystem::path path() const { return folder_ / "server.sh"; }

private:
    std::filesystem::path folder_;
};

} // namespace crossover::servers
