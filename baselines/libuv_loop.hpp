#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <uv.h>

namespace crossover::baselines {

inline void uv_check(int result, const char* attempted) {
    if (result < 0) {
        throw std::runtime_error(std::string(attempted) + ": " + uv_strerror(result));
    }
}

/// A libuv loop of its own.
class libuv_loop {
public:
    libuv_loop() { uv_check(uv_loop_init(&uv_), "making a loop"); }
    libuv_loop(const libuv_loop&) = delete;
    libuv_loop& operator=(const libuv_loop&) = delete;
    ~libuv_loop() { uv_loop_close(&uv_); } // nothing is left on it: every batch turns it to its end

    [[nodiscard]] uv_loop_t* get() noexcept { return &uv_; }

    /// Turns until no handle and no request is left.
    void run() { uv_check(uv_run(&uv_, UV_RUN_DEFAULT), "turning a loop"); }

    /// libuv counts whole milliseconds from a clock that it cuts down to them: one more, so that no
    /// wait is shorter than asked for.
    static std::uint64_t timeout_ms(std::int64_t wait_ns) noexcept {
        return static_cast<std::uint64_t>((wait_ns + 999'999) / 1'000'000 + 1);
    }

private:
    uv_loop_t uv_{};
};

} // namespace crossover::baselines
