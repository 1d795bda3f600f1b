#include "workloads/nqueens.hpp"

namespace crossover::workloads {
namespace {

constexpr unsigned size = 8;
constexpr unsigned every_column = (1U << size) - 1;

/// Backtracking over bit sets: `columns` are taken, `left` and `right` are threatened along the
/// diagonals (M. Richards, 1997).
std::uint64_t place(unsigned row, unsigned columns, unsigned left, unsigned right,
                    unsigned blocked) noexcept {
    if (row == size) {
        return 1;
    }
    unsigned free = every_column & ~(columns | left | right);
    if (blocked / size == row) {
        free &= ~(1U << (blocked % size));
    }
    std::uint64_t ways = 0;
    while (free != 0) {
        const unsigned square = free & (~free + 1);
        free ^= square;
        ways +=
            place(row + 1, columns | square, (left | square) << 1, (right | square) >> 1, blocked);
    }
    return ways;
}

} // namespace

std::uint64_t count_queens(unsigned blocked) noexcept {
    return place(0, 0, 0, 0, blocked);
}

std::uint64_t nqueens::solve(std::int64_t boards, std::uint64_t salt) noexcept {
    std::uint64_t digest = salt;
    for (std::int64_t board = 0; board < boards; ++board) {
        digest = mix(digest ^ count_queens(static_cast<unsigned>(board) % (size * size)));
    }
    return digest;
}

double nqueens::calibrate() {
    constexpr std::int64_t boards = 64; // every blocked square once
    return fastest_rate(boards, [] { return solve(boards, 0); });
}

} // namespace crossover::workloads
