#pragma once

#include "base/digest.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace crossover {

/// The digest of a stream of bytes: the same however the stream was cut into pieces, and another
/// one for each length. About 0.6 ns a byte's eighth: little beside the system call that brought
/// the bytes.
class body_digest {
public:
    void add(std::string_view piece) noexcept {
        bytes_ += piece.size();
        while (filled_ > 0 && !piece.empty()) {
            take_byte(piece.front());
            piece.remove_prefix(1);
        }
        for (; piece.size() >= sizeof word_; piece.remove_prefix(sizeof word_)) {
            std::uint64_t word = 0;
            std::memcpy(&word, piece.data(), sizeof word);
            fold(word);
        }
        for (const char c : piece) {
            take_byte(c);
        }
    }

    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::uint64_t value() const noexcept {
        return mix(combine(sum_, word_) ^ bytes_);
    }

private:
    void take_byte(char c) noexcept {
        word_ |= std::uint64_t{static_cast<unsigned char>(c)} << (8 * filled_);
        if (++filled_ == sizeof word_) {
            fold(word_);
            word_ = 0;
            filled_ = 0;
        }
    }
    /// One round of FxHash (Firefox).
    void fold(std::uint64_t word) noexcept {
        sum_ = (std::rotl(sum_, 5) ^ word) * 0x517cc1b727220a95ULL;
    }

    std::uint64_t sum_ = 0;
    std::uint64_t word_ = 0; ///< bytes that do not fill a word yet
    std::size_t filled_ = 0;
    std::uint64_t bytes_ = 0;
};

static_assert(std::endian::native == std::endian::little,
              "a word must be the same read at once or byte by byte");

} // namespace crossover
