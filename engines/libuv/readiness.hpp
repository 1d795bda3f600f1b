#pragma once

#include "engines/libuv/check.hpp"
#include "workloads/support/dialogue.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <uv.h>
#include <vector>

namespace crossover::engines {

/// Handles of libuv that watch a descriptor. One is bound to its descriptor's number from its
/// making to its closing, which takes libuv until a later turn; so they are closed when the
/// descriptor is let go of, and used again. The loop must run their closing before they are
/// destroyed.
class uv_poll_handles {
public:
    struct handle {
        uv_poll_t poll;
        uv_poll_handles* home;
        void* user;
        int fd;
    };

    explicit uv_poll_handles(uv_loop_t& loop) noexcept : loop_(loop) {}
    uv_poll_handles(const uv_poll_handles&) = delete;
    uv_poll_handles& operator=(const uv_poll_handles&) = delete;

    /// Throws std::system_error when the descriptor cannot be watched.
    handle& take(int fd, void* user) {
        if (free_.empty()) {
            all_.push_back(std::make_unique<handle>());
            free_.reserve(all_.size()); // giving back must not throw
            free_.push_back(all_.back().get());
        }
        handle& taken = *free_.back();
        uv_check(uv_poll_init(&loop_, &taken.poll, fd), "watching a descriptor");
        free_.pop_back();
        taken.home = this;
        taken.user = user;
        taken.fd = fd;
        taken.poll.data = &taken;
        return taken;
    }

    /// While its descriptor is open.
    static void give_back(handle& used) noexcept {
        uv_close(reinterpret_cast<uv_handle_t*>(&used.poll), [](uv_handle_t* closed) {
            auto* const free = static_cast<handle*>(closed->data);
            free->home->free_.push_back(free);
        });
    }

private:
    uv_loop_t& loop_;
    std::vector<std::unique_ptr<handle>> all_;
    std::vector<handle*> free_;
};

/// Watches the descriptor of a dialogue: calls `Owner::ready(number)` for a wait that
/// `ended(number)` then confirms. The handle goes on watching until `let_go`, so a wait for the
/// same event on the same descriptor costs no system call; an event that nobody waits for stops it.
template <class Owner>
class uv_readiness {
public:
    uv_readiness(Owner& owner, uv_poll_handles& handles) noexcept
        : owner_(owner), handles_(handles) {}
    uv_readiness(const uv_readiness&) = delete;
    uv_readiness& operator=(const uv_readiness&) = delete;
    ~uv_readiness() { let_go(); }

    void watch(int fd, wait::next_step::need what) {
        if (handle_ != nullptr && handle_->fd != fd) {
            let_go();
        }
        if (handle_ == nullptr) {
            handle_ = &handles_.take(fd, this);
        }
        const int events = what == wait::next_step::need::readable ? UV_READABLE : UV_WRITABLE;
        if (events_ != events) {
            uv_check(uv_poll_start(&handle_->poll, events, &on_event), "watching a descriptor");
            events_ = events;
        }
        waiting_ = true;
    }

    [[nodiscard]] bool is_waiting() const noexcept { return waiting_; }

    /// libuv never tells of what was stopped.
    [[nodiscard]] bool ended(std::uint32_t /*number*/) noexcept {
        return std::exchange(waiting_, false);
    }

    void let_go() noexcept {
        waiting_ = false;
        events_ = 0;
        if (handle_ != nullptr) {
            uv_poll_handles::give_back(*std::exchange(handle_, nullptr));
        }
    }

private:
    /// An error is news as well, after which libuv watches no more: the dialogue looks for itself.
    static void on_event(uv_poll_t* from, int status, int /*events*/) {
        auto& self =
            *static_cast<uv_readiness*>(static_cast<uv_poll_handles::handle*>(from->data)->user);
        if (status < 0 || !self.waiting_) {
            uv_poll_stop(from);
            self.events_ = 0;
        }
        if (self.waiting_) {
            self.owner_.ready(0);
        }
    }

    Owner& owner_;
    uv_poll_handles& handles_;
    uv_poll_handles::handle* handle_ = nullptr;
    int events_ = 0; ///< that are watched for
    bool waiting_ = false;
};

} // namespace crossover::engines
