#include "workloads/compress.hpp"

#include "base/error.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>
#include <zstd.h>

namespace crossover::workloads {
namespace {

constexpr std::size_t text_bytes = 4 << 20; ///< beyond the second-level cache of a core
constexpr std::size_t frame_bytes = 64 << 10; ///< one frame: what a service might send at once

/// Words of a vocabulary in an order that repeats itself as little as prose does; a factor of about
/// three is gained on it.
std::string make_text() {
    constexpr std::uint64_t words = 2000;
    std::string text;
    text.reserve(text_bytes + 32);
    for (std::uint64_t i = 0; text.size() < text_bytes; ++i) {
        const std::uint64_t word =
            mix(i) % words * (mix(i + 1) % words) / words; // frequent and rare ones
        const std::uint64_t letters = mix(word);
        for (std::uint64_t k = 0; k < 2 + letters % 8; ++k) {
            text += static_cast<char>('a' + (letters >> (8 + 5 * k)) % 26);
        }
        text += ' ';
    }
    text.resize(text_bytes);
    return text;
}

const std::string& text() {
    static const std::string made = make_text();
    return made;
}

/// What one thread keeps between frames.
struct compressor {
    std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{ZSTD_createCCtx(), &ZSTD_freeCCtx};
    std::vector<char> out = std::vector<char>(ZSTD_compressBound(frame_bytes));

    std::uint64_t frame(const char* from, std::size_t bytes) {
        const std::size_t size = ZSTD_compressCCtx(context.get(), out.data(), out.size(), from,
                                                   bytes, ZSTD_CLEVEL_DEFAULT);
        if (ZSTD_isError(size) != 0) {
            throw error(exit_code::internal,
                        std::string("Zstandard failed: ") + ZSTD_getErrorName(size));
        }
        std::uint64_t last = 0;
        std::memcpy(&last, out.data() + size - std::min(size, sizeof last),
                    std::min(size, sizeof last));
        return mix(size) ^ last;
    }
};

} // namespace

std::uint64_t compress::run(std::int64_t bytes, std::uint64_t salt) {
    thread_local compressor c;
    std::uint64_t digest = salt;
    std::size_t at = 0;
    for (auto left = static_cast<std::size_t>(bytes); left > 0;) {
        const std::size_t part = std::min(left, frame_bytes);
        digest = mix(digest ^ c.frame(text().data() + at, part));
        at = (at + frame_bytes) % text_bytes;
        left -= part;
    }
    return digest;
}

double compress::calibrate() {
    constexpr std::int64_t bytes = 16 * frame_bytes;
    return fastest_rate(static_cast<double>(bytes), [] { return run(bytes, 0); });
}

} // namespace crossover::workloads
