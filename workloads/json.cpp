#include "workloads/json.hpp"

#include <nlohmann/json.hpp>

namespace crossover::workloads {
namespace {

constexpr std::uint64_t orders = 48;

/// What a service might answer: an array of objects with numbers, short strings and nested arrays.
struct document {
    std::string text;
    std::uint64_t sum = 0; ///< of all numbers, as they were written

    document() {
        text = "[";
        for (std::uint64_t i = 0; i < orders; ++i) {
            const std::uint64_t cents = mix(i) % 100'000;
            const std::uint64_t count = i % 7 + 1;
            sum += i + cents + count + 2 * i + 1;
            text.append(i == 0 ? "{" : ",{");
            text.append(R"("id":)").append(std::to_string(i));
            text.append(R"(,"cents":)").append(std::to_string(cents));
            text.append(R"(,"item":"article )").append(std::to_string(mix(i) % 1000));
            text.append(R"(","count":)").append(std::to_string(count));
            text.append(R"(,"tags":["new",)")
                .append(std::to_string(i))
                .append(",")
                .append(std::to_string(i + 1));
            text.append("]}");
        }
        text += "]";
    }
};

const document& sample() {
    static const document d;
    return d;
}

std::uint64_t sum_of(const nlohmann::json& node) {
    if (node.is_number_unsigned()) {
        return node.get<std::uint64_t>();
    }
    std::uint64_t sum = 0;
    if (node.is_structured()) {
        for (const auto& child : node) {
            sum += sum_of(child);
        }
    }
    return sum;
}

std::uint64_t parse(std::int64_t documents) {
    std::uint64_t sum = 0;
    for (std::int64_t n = 0; n < documents; ++n) {
        sum += sum_of(nlohmann::json::parse(sample().text));
    }
    return sum;
}

} // namespace

std::uint64_t json::compute(std::size_t i, std::uint64_t /*answer*/, std::uint64_t salt) const {
    return mix(parse(documents_) ^ i ^ salt);
}

std::uint64_t json::expected(std::size_t i, std::uint64_t salt) const noexcept {
    return mix((sample().sum * static_cast<std::uint64_t>(documents_)) ^ i ^ salt);
}

told_values json::told() const {
    return {{"documents", documents_}, {"text", sample().text}};
}

double json::calibrate() {
    constexpr std::int64_t documents = 4;
    return fastest_rate(documents, [] { return parse(documents); });
}

} // namespace crossover::workloads
