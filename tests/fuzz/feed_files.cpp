/// Feeds kept inputs to a target, without libFuzzer: any compiler can. usage: TARGET FILE|FOLDER...

#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <vector>

namespace {

std::vector<std::filesystem::path> files_in(const std::filesystem::path& place) {
    if (!std::filesystem::is_directory(place)) {
        return {place};
    }
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(place)) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

/// False, and a line on standard error, when the target throws at it.
bool feed(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
    // As long as the input and no longer, so that a sanitizer sees who reads beyond its end.
    const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
    try {
        LLVMFuzzerTestOneInput(exact.data(), exact.size());
        return true;
    } catch (const std::exception& thrown) {
        std::fprintf(stderr, "%s: threw: %s\n", file.c_str(), thrown.what());
        return false;
    }
}

} // namespace

int main(int argc, char** argv) {
    int fed = 0;
    int failed = 0;
    for (const char* const place : std::span(argv + 1, argv + argc)) {
        for (const auto& file : files_in(place)) {
            std::fprintf(stderr, "%s\n", file.c_str()); // the last one is who ended the process
            ++fed;
            failed += feed(file) ? 0 : 1;
        }
    }
    std::printf("%d inputs, %d failed\n", fed, failed);
    return fed > 0 && failed == 0 ? 0 : 1; // no input at all proves nothing
}
