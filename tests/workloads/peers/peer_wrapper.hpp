#pragma once

#include "workloads/peers/peer_process.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace crossover::peers {

/// A shell script in a temporary folder, to be started in place of the peer; removed with the object.
/// In its text, $PEER is the real binary.
class peer_wrapper {
public:
    explicit peer_wrapper(const std::string& commands) {
        std::string name = (std::filesystem::temp_directory_path() / "crossover_XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw std::runtime_error("no temporary folder");
        }
        folder_ = name;
        std::ofstream(path()) << "#!/bin/sh\nPEER='" << default_peer_binary().string() << "'\n" << commands << '\n';
        std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
    }
    ~peer_wrapper() {
        std::error_code ignored; // a folder left in /tmp must not fail a test
        std::filesystem::remove_all(folder_, ignored);
    }
    peer_wrapper(const peer_wrapper&) = delete;
    peer_wrapper& operator=(const peer_wrapper&) = delete;

    [[nodiscard]] std::filesystem::path path() const { return folder_ / "peer.sh"; }

private:
    std::filesystem::path folder_;
};

} // namespace crossover::peers
