#pragma once

#include "engines/libuv/check.hpp"
#include "engines/libuv/worker_queue.hpp"
#include "engines/support/file_block.hpp"
#include "workloads/wait.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <uv.h>
#include <vector>

namespace crossover::engines {

/// One slot for reading files: `uv_fs_read`, which libuv runs as a blocking `pread` on its worker
/// threads (four of them, unless UV_THREADPOOL_SIZE says otherwise) and reports back to the loop.
/// Precondition: `uv_worker_queue` runs. One read at a time.
template <class Loop>
class uv_file_slot {
public:
    using waiter = file_wait<uv_file_slot>;

    uv_file_slot(Loop& loop, uv_loop_t* uv, wait::file::endpoint e)
        : loop_(loop), uv_(uv), bytes_(e.bytes), reading_(std::make_unique<reading>(*this)) {}
    uv_file_slot(const uv_file_slot&) = delete;
    uv_file_slot& operator=(const uv_file_slot&) = delete;

    /// Precondition: no read is under way; the loop's destructor runs what is left to its end.
    ~uv_file_slot() = default;

    [[nodiscard]] Loop& loop() noexcept { return loop_; }
    [[nodiscard]] std::span<const std::byte> block() const noexcept { return reading_->block; }

    void read(waiter& waiting, wait::file w) {
        reading& now = *reading_;
        const uv_buf_t buffer =
            uv_buf_init(reinterpret_cast<char*>(now.block.data()), static_cast<unsigned>(bytes_));
        uv_check(uv_fs_read(uv_, &now.request, w.fd, &buffer, 1,
                            static_cast<std::int64_t>(w.offset), &on_end),
                 "queueing a read");
        now.waiting = &waiting;
    }

    /// A thread may be inside the read: it keeps its buffer and request, which go when it has
    /// ended, and the slot gets others.
    void abandon() noexcept {
        reading* const left = reading_.release();
        left->owner = nullptr;
        uv_cancel(reinterpret_cast<uv_req_t*>(
            &left->request)); // fails when it has begun: then it runs to its end
        reading_ = std::make_unique<reading>(*this);
    }

private:
    struct reading {
        explicit reading(uv_file_slot& slot) : owner(&slot), block(slot.bytes_) {
            request.data = this;
        }
        uv_file_slot* owner; ///< null: given up
        waiter* waiting = nullptr;
        std::vector<std::byte> block;
        uv_fs_t request{};
    };

    static void on_end(uv_fs_t* request) {
        auto* const ended = static_cast<reading*>(request->data);
        const auto result = static_cast<std::int64_t>(request->result);
        uv_fs_req_cleanup(request);
        if (ended->owner == nullptr) {
            delete ended;
            return;
        }
        Loop& loop = ended->owner->loop_;
        std::exchange(ended->waiting, nullptr)->end(result);
        loop.finish_turn();
    }

    Loop& loop_;
    uv_loop_t* uv_;
    std::size_t bytes_;
    std::unique_ptr<reading> reading_;
};

} // namespace crossover::engines
