#pragma once

#include "base/error.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/coro/wait.hpp"
#include "workloads/wait.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace crossover::engines {

/// The answer of a read of `block` that ended with `result`: how many bytes, or an error number
/// below 0. Throws error(server_failed) unless the block is whole: it lies inside a regular file,
/// which the kernel reads in one piece.
inline std::uint64_t whole_block(std::span<const std::byte> block, std::uint64_t offset,
                                 std::int64_t result) {
    if (result != static_cast<std::int64_t>(block.size())) {
        throw error(exit_code::server_failed,
                    "reading " + std::to_string(block.size()) + " bytes at offset " +
                        std::to_string(offset) + " failed: " +
                        (result < 0 ? std::strerror(static_cast<int>(-result))
                                    : "the file gave only " + std::to_string(result)));
    }
    return wait::sum_of_words(block.data(), block.size());
}

/// Awaits one read. `Slot` has `loop()`, `block()`, `void read(file_wait&, wait::file)`, which
/// leads to one call of `end`, and `void abandon() noexcept`, after which there is none.
template <class Slot>
class file_wait final : public coro::cancellable_wait<file_wait<Slot>> {
public:
    file_wait(Slot& slot, wait::file w) noexcept : slot_(slot), wait_(w) {}

    void start() {
        slot_.read(*this, wait_);
        slot_.loop().work_started();
    }
    void abort() noexcept {
        slot_.abandon();
        slot_.loop().work_finished();
    }
    [[nodiscard]] coro::ready_list& ready() noexcept { return slot_.loop().ready(); }
    [[nodiscard]] std::uint64_t value() const {
        return whole_block(slot_.block(), wait_.offset, result_);
    }

    /// The read has ended: its task goes on now, on the caller's stack. The wait is gone when this
    /// returns.
    void end(std::int64_t result) {
        result_ = result;
        slot_.loop().work_finished();
        this->complete();
    }

private:
    Slot& slot_;
    wait::file wait_;
    std::int64_t result_ = 0;
};

} // namespace crossover::engines
