#pragma once

#include "engines/pipe/claims.hpp"
#include "engines/pipe/wire.hpp"
#include "strategies/process_call.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace crossover::engines {

/// The life of a worker process: reads calls from its socket, one after another, and answers. It
/// owns no thread.
class pipe_worker {
public:
    /// `sizes` says how many bytes travel with a call; its functions are the parent's.
    pipe_worker(int socket, claims& taken, const parcel& sizes) noexcept
        : socket_(socket),
          claims_(taken),
          argument_bytes_(sizes.argument_bytes),
          result_bytes_(sizes.result_bytes) {}

    /// Makes the body and serves until the parent kills it or closes the socket.
    [[noreturn]] void run(const std::function<process_body()>& make) noexcept;

private:
    void serve(const wire::request& head);
    void call(const wire::request& head);
    void answer_usage();
    void flush();
    void send_failure(std::string_view text, exit_code code);
    void send_out() noexcept;
    void need(std::size_t bytes);
    [[noreturn]] void leave(int error_number) noexcept;

    template <class Call>
    bool guarded(Call call);

    int socket_;
    claims& claims_;
    std::size_t argument_bytes_;
    std::size_t result_bytes_;
    process_body body_;
    wire::bytes in_;
    wire::appetite appetite_;
    wire::bytes out_; ///< outcomes behind room for their head
    std::uint32_t ended_ = 0; ///< how many outcomes are in out_
    std::int64_t since_ns_ = 0; ///< when the first of them began
};

} // namespace crossover::engines
