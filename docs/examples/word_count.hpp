#pragma once

#include "base/digest.hpp"
#include "workloads/workload.hpp"

#include <array>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

namespace crossover::workloads {

/// Every task splits a text into words and counts how many of them differ.
class word_count : public compute_only {
public:
    static constexpr std::string_view name = "word_count";
    static constexpr std::string_view summary = "each task counts the different words of a text";
    static constexpr std::array parameter_list{
        parameter{"words", unit::count, 1000, 1, 1'000'000, "length of the text"}};

    explicit word_count(const parameters& p) {
        std::set<std::uint64_t> different;
        for (std::int64_t k = 0; k < p["words"]; ++k) {
            const std::uint64_t word = mix(static_cast<std::uint64_t>(k)) % 500;
            text_ += std::to_string(word) + ' ';
            different.insert(word);
        }
        count_ = different.size();
    }

    [[nodiscard]] std::uint64_t compute(std::size_t i, std::uint64_t /*answer*/) const {
        std::istringstream in(text_);
        const std::set<std::string> seen{std::istream_iterator<std::string>(in), {}};
        return mix(seen.size() ^ i);
    }
    [[nodiscard]] std::uint64_t expected(std::size_t i) const { return mix(count_ ^ i); }

private:
    std::string text_;
    std::size_t count_ = 0;
};

} // namespace crossover::workloads
