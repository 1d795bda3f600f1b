#pragma once

#include "base/error.hpp"
#include "engines/uring/ring.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <liburing.h>
#include <memory>
#include <new>
#include <span>
#include <vector>

namespace crossover::engines {

/// Buffers that the kernel takes one by one as bytes arrive, so that a connection without news
/// holds none.
class reply_buffers {
public:
    static constexpr int group = 0; ///< the ring's only one

    /// For replies of `bytes` on so many connections. Throws std::system_error when the kernel
    /// refuses them.
    reply_buffers(uring& ring, std::size_t bytes, std::size_t connections)
        : ring_(ring),
          bytes_(std::clamp<std::size_t>(bytes, 64, most_bytes)),
          count_(std::bit_ceil(
              std::clamp<std::size_t>(std::min(connections, most_in_all / bytes_), 16, most))),
          memory_(bytes_ * count_) {
        const std::size_t size = count_ * sizeof(io_uring_buf);
        void* const pages = std::aligned_alloc(page, (size + page - 1) / page * page);
        if (pages == nullptr) {
            throw std::bad_alloc();
        }
        queue_.reset(static_cast<io_uring_buf_ring*>(pages));
        io_uring_buf_ring_init(queue_.get());
        io_uring_buf_reg how{};
        how.ring_addr = reinterpret_cast<std::uintptr_t>(pages);
        how.ring_entries = static_cast<unsigned>(count_);
        how.bgid = group;
        if (const int result = io_uring_register_buf_ring(&ring.get(), &how, 0); result < 0) {
            throw_errno(-result, "giving buffers to an io_uring");
        }
        for (std::size_t i = 0; i < count_; ++i) {
            give_back(i);
        }
    }
    reply_buffers(const reply_buffers&) = delete;
    reply_buffers& operator=(const reply_buffers&) = delete;
    ~reply_buffers() { io_uring_unregister_buf_ring(&ring_.get(), group); }

    /// The first `length` bytes of a buffer that the kernel filled.
    [[nodiscard]] std::span<const std::byte> filled(std::size_t index,
                                                    std::size_t length) const noexcept {
        return std::span(memory_).subspan(index * bytes_, length);
    }

    /// The kernel may fill the buffer again.
    void give_back(std::size_t index) noexcept {
        io_uring_buf_ring_add(queue_.get(), memory_.data() + index * bytes_,
                              static_cast<unsigned>(bytes_), static_cast<unsigned short>(index),
                              io_uring_buf_ring_mask(static_cast<unsigned>(count_)), 0);
        io_uring_buf_ring_advance(queue_.get(), 1);
    }

private:
    static constexpr std::size_t page = 4096;
    static constexpr std::size_t most_bytes = 1 << 16; ///< a longer reply comes in pieces
    static constexpr std::size_t most = 4096; ///< as many replies as one turn of the loop may
                                              ///< bring; when none is left receivers begin again
    static constexpr std::size_t most_in_all =
        1 << 22; ///< bytes: about the size of a second-level cache or two

    struct release {
        void operator()(io_uring_buf_ring* pages) const noexcept { std::free(pages); }
    };

    uring& ring_;
    std::size_t bytes_; ///< of one buffer
    std::size_t count_;
    std::vector<std::byte> memory_;
    std::unique_ptr<io_uring_buf_ring, release>
        queue_; ///< of buffers that are free; the kernel reads it
};

} // namespace crossover::engines
