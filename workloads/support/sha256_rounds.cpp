#include "workloads/support/sha256_rounds.hpp"

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/keep.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <openssl/evp.h>

namespace crossover::workloads {
namespace {

/// Half of a common first-level data cache (32 KiB).
constexpr std::size_t chunk_bytes = 16 * 1024;
constexpr std::array<unsigned char, chunk_bytes> chunk = [] {
    std::array<unsigned char, chunk_bytes> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<unsigned char>(mix(i));
    }
    return bytes;
}();

/// Looked up once: a fetch for each hash takes a lock inside OpenSSL 3, which threads would queue
/// for.
const EVP_MD* algorithm() {
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> md{
        EVP_MD_fetch(nullptr, "SHA256", nullptr), &EVP_MD_free};
    if (!md) {
        throw error(exit_code::missing_dependency,
                    "OpenSSL has no SHA256 provider; install or enable its default provider");
    }
    return md.get();
}

/// `first` is what tells a task and a batch from others: it stands in the first eight bytes.
std::uint64_t hash(std::int64_t bytes, std::uint64_t first) {
    thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{
        EVP_MD_CTX_new(), &EVP_MD_CTX_free};
    bool good = context && EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1;
    std::array<unsigned char, sizeof first> head{};
    std::memcpy(head.data(), &first, sizeof first);
    auto left = static_cast<std::size_t>(bytes);
    const auto head_bytes = std::min(left, head.size());
    good = good && EVP_DigestUpdate(context.get(), head.data(), head_bytes) == 1;
    left -= head_bytes;
    while (good && left > 0) {
        const auto part = std::min(left, chunk.size());
        good = EVP_DigestUpdate(context.get(), chunk.data(), part) == 1;
        left -= part;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    good = good && EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1;
    if (!good) {
        throw error(exit_code::internal, "OpenSSL failed to compute SHA-256");
    }
    std::uint64_t digest = 0;
    std::memcpy(&digest, out.data(), sizeof digest);
    return digest;
}

} // namespace

sha256_rounds::sha256_rounds(std::int64_t bytes) : bytes_(bytes) {}

sha256_rounds sha256_rounds::lasting(std::int64_t cpu_us, const parameters& p) {
    if (cpu_us == 0) {
        return sha256_rounds(0);
    }
    const double rate = p.rate("sha256") > 0 ? p.rate("sha256") : bytes_per_us();
    return sha256_rounds(std::llround(static_cast<double>(cpu_us) * rate));
}

double sha256_rounds::bytes_per_us() {
    constexpr std::int64_t probe_bytes = 1 << 20; // about half a millisecond with SHA instructions
    constexpr int warm_up = 5;
    constexpr int runs = 40;
    std::int64_t best = INT64_MAX;
    for (int i = 0; i < warm_up + runs; ++i) {
        const auto start = now_ns();
        keep(hash(probe_bytes, static_cast<std::uint64_t>(i)));
        best = std::min(best, now_ns() - start);
    }
    return static_cast<double>(probe_bytes) * 1000.0 / static_cast<double>(best);
}

std::uint64_t sha256_rounds::digest_of(std::int64_t bytes, std::size_t i, std::uint64_t salt) {
    return mix(hash(bytes, mix(i % variants ^ salt)) ^ i ^ salt);
}

std::uint64_t sha256_rounds::digest(std::size_t i, std::uint64_t salt) const {
    return digest_of(bytes_, i, salt);
}

std::uint64_t sha256_rounds::expected(std::size_t i, std::uint64_t salt) const {
    const auto variant = i % variants;
    const auto hashed =
        hashes_[variant].of(salt, [&] { return hash(bytes_, mix(variant ^ salt)); });
    return mix(hashed ^ i ^ salt);
}

} // namespace crossover::workloads
