#include "workloads/mandelbrot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace crossover::workloads {
namespace {

constexpr std::size_t side = 8; ///< tiles along each side of the plane
constexpr int longest_orbit = 500;

/// Iterations until the orbit of c leaves the disc of radius 2, at most `longest_orbit`.
int escape_time(double cr, double ci) noexcept {
    double zr = 0;
    double zi = 0;
    int n = 0;
    while (n < longest_orbit && zr * zr + zi * zi <= 4) {
        const double next = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = next;
        ++n;
    }
    return n;
}

/// All iterations of a tile whose points lie on a Kronecker lattice: any number of them covers it
/// evenly.
std::uint64_t draw(std::size_t tile, std::int64_t points) noexcept {
    constexpr double width = 3.0 / side; // of the plane from -2.25 - 1.5i to 0.75 + 1.5i
    constexpr double step_r = 0.754877666246692760; // of the lattice R2 (M. Roberts, 2018): 1/p and
                                                    // 1/p^2 with p^3 = p + 1
    constexpr double step_i = 0.569840290998053265;
    const std::size_t column = tile / side;
    const double left = -2.25 + static_cast<double>(column) * width;
    const double low = -1.5 + static_cast<double>(tile % side) * width;
    double r = 0.5;
    double i = 0.5;
    std::uint64_t iterations = 0;
    for (std::int64_t point = 0; point < points; ++point) {
        iterations += static_cast<std::uint64_t>(escape_time(left + r * width, low + i * width));
        r += step_r - (r + step_r >= 1 ? 1 : 0);
        i += step_i - (i + step_i >= 1 ? 1 : 0);
    }
    return iterations;
}

std::uint64_t draw_all(std::int64_t points) noexcept {
    std::uint64_t iterations = 0;
    for (std::size_t tile = 0; tile < side * side; ++tile) {
        iterations += draw(tile, points);
    }
    return iterations;
}

} // namespace

task_cost mandelbrot::cost(const parameters& p, std::size_t tasks) {
    static const auto shares = [] {
        constexpr std::int64_t few_points = 256; // some milliseconds for all tiles
        std::array<double, tiles> each{};
        double sum = 0;
        for (std::size_t tile = 0; tile < tiles; ++tile) {
            each[tile] = static_cast<double>(draw(tile, few_points));
            sum += each[tile];
        }
        for (double& share : each) {
            share *= tiles / sum;
        }
        return each;
    }();
    task_cost all = cost_of_work(p, "points", name);
    if (tasks > 0) {
        const auto rest = shares.begin() + static_cast<std::ptrdiff_t>(tasks % tiles);
        const std::size_t rounds = tasks / tiles;
        const auto whole = static_cast<double>(rounds * tiles);
        all.mean_share =
            (whole + std::accumulate(shares.begin(), rest, 0.0)) / static_cast<double>(tasks);
        all.largest_share = *std::max_element(shares.begin(), tasks < tiles ? rest : shares.end());
    }
    return all;
}

mandelbrot::mandelbrot(const parameters& p)
    : points_(amount_of_work(p, "points", name, &calibrate)) {
    static_assert(side * side == tiles);
    for (std::size_t tile = 0; tile < tiles; ++tile) {
        iterations_[tile] = draw(tile, points_);
    }
    mean_ = static_cast<double>(
                std::accumulate(iterations_.begin(), iterations_.end(), std::uint64_t{0})) /
            tiles;
}

std::uint64_t mandelbrot::compute(std::size_t i, std::uint64_t /*answer*/,
                                  std::uint64_t salt) const {
    return mix(draw(i % tiles, points_) ^ mix(i ^ salt));
}

std::uint64_t mandelbrot::expected(std::size_t i, std::uint64_t salt) const noexcept {
    return mix(iterations_[i % tiles] ^ mix(i ^ salt));
}

double mandelbrot::cost_share(std::size_t i) const noexcept {
    return mean_ > 0 ? static_cast<double>(iterations_[i % tiles]) / mean_ : 1;
}

double mandelbrot::calibrate() {
    constexpr std::int64_t points = 8;
    return fastest_rate(static_cast<double>(points * tiles), [] { return draw_all(points); });
}

} // namespace crossover::workloads
