#pragma once

#include "engines/support/file_block.hpp"
#include "engines/uring/operation.hpp"
#include "engines/uring/ring.hpp"
#include "workloads/wait.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace crossover::engines {

/// One slot for reading files through the ring: the kernel reads what is in its cache at once, in
/// the system call that hands many reads over, and waits for the disk without a thread of ours. One
/// read at a time.
template <class Loop>
class uring_file_slot {
public:
    using waiter = file_wait<uring_file_slot>;

    uring_file_slot(Loop& loop, std::uint32_t slot, wait::file::endpoint e)
        : loop_(loop), slot_(slot), block_(e.bytes) {}

    [[nodiscard]] Loop& loop() noexcept { return loop_; }
    [[nodiscard]] std::span<const std::byte> block() const noexcept { return block_; }

    void read(waiter& waiting, wait::file w) {
        io_uring_sqe& entry = loop_.ring().entry();
        io_uring_prep_read(&entry, w.fd, block_.data(), static_cast<unsigned>(block_.size()),
                           w.offset);
        entry.user_data = name().packed();
        waiter_ = &waiting;
    }

    /// The kernel cannot take back a read that a disk is busy with: it keeps its buffer until its
    /// completion comes, and the slot gets another.
    void abandon() noexcept {
        waiter_ = nullptr;
        loop_.ring().submit(); // an entry names the buffer: it must not be handed over later
        loop_.ring().cancel(name().packed());
        const std::size_t bytes = block_.size();
        left_.emplace_back(generation_++, std::move(block_));
        block_ = std::vector<std::byte>(bytes);
    }

    void completed(std::uint32_t generation, int result) {
        if (generation != generation_) {
            std::erase_if(left_, [&](const auto& one) { return one.first == generation; });
            return;
        }
        std::exchange(waiter_, nullptr)->end(result);
        loop_.finish_turn();
    }

    /// Whether reads that were given up are still under way.
    [[nodiscard]] bool is_busy() const noexcept { return !left_.empty(); }

private:
    [[nodiscard]] operation name() const noexcept {
        return {.what = operation::kind::read, .slot = slot_, .generation = generation_};
    }

    Loop& loop_;
    std::uint32_t slot_;
    std::uint32_t generation_ = 0;
    waiter* waiter_ = nullptr;
    std::vector<std::byte> block_;
    std::vector<std::pair<std::uint32_t, std::vector<std::byte>>>
        left_; ///< of reads that were given up, by generation
};

} // namespace crossover::engines
