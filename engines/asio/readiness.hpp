#pragma once

#include "engines/asio/operation_memory.hpp"
#include "workloads/support/dialogue.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <cstdint>

namespace crossover::engines {

/// Watches the descriptor of a dialogue, which stays the dialogue's own: it calls
/// `Owner::ready(number)` on a thread that runs the context, for a wait that `ended(number)` then
/// confirms. The registration stays until `let_go`, so a wait on the same descriptor costs one call
/// of epoll_ctl; a new registration costs two more. Not thread-safe. The memory must outlive the
/// context: what was aborted may still lie there.
template <class Owner>
class asio_readiness {
public:
    asio_readiness(Owner& owner, boost::asio::io_context& context, operation_memory& memory)
        : owner_(owner), memory_(memory), descriptor_(context) {}
    asio_readiness(const asio_readiness&) = delete;
    asio_readiness& operator=(const asio_readiness&) = delete;
    ~asio_readiness() { let_go(); }

    void watch(int fd, wait::next_step::need what) {
        if (descriptor_.is_open() && descriptor_.native_handle() != fd) {
            let_go();
        }
        if (!descriptor_.is_open()) {
            descriptor_.assign(fd);
        }
        waiting_ = true;
        using base = boost::asio::posix::descriptor_base;
        descriptor_.async_wait(what == wait::next_step::need::readable ? base::wait_read
                                                                       : base::wait_write,
                               on_ready{this, &memory_, ++number_});
    }

    [[nodiscard]] bool is_waiting() const noexcept { return waiting_; }

    /// Whether the wait of that number is the present one; it has ended then.
    [[nodiscard]] bool ended(std::uint32_t number) noexcept {
        const bool present = waiting_ && number == number_;
        waiting_ = waiting_ && !present;
        return present;
    }

    void let_go() noexcept {
        waiting_ = false;
        if (descriptor_.is_open()) {
            descriptor_.release(); // else it would be closed
        }
    }

private:
    /// An error is news as well: the dialogue looks for itself.
    struct on_ready {
        using allocator_type = operation_allocator<std::byte>;
        asio_readiness* watch;
        operation_memory* memory;
        std::uint32_t number;
        [[nodiscard]] allocator_type get_allocator() const noexcept {
            return allocator_type(memory);
        }
        void operator()(boost::system::error_code /*failed*/) const { watch->owner_.ready(number); }
    };

    Owner& owner_;
    operation_memory& memory_;
    boost::asio::posix::stream_descriptor descriptor_;
    std::uint32_t number_ = 0; ///< counts the waits: tells what a late completion belongs to
    bool waiting_ = false;
};

} // namespace crossover::engines
