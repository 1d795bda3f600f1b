#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <utility>

namespace crossover::engines {

/// Calls `readable` from the context's thread while a descriptor can be read, until it is
/// destroyed. The descriptor stays its owner's, who closes it later.
class asio_watch {
public:
    asio_watch(boost::asio::io_context& context, int fd, std::function<void()> readable)
        : descriptor_(context, fd), readable_(std::move(readable)) {
        wait();
    }
    asio_watch(const asio_watch&) = delete;
    asio_watch& operator=(const asio_watch&) = delete;
    ~asio_watch() { descriptor_.release(); }

private:
    void wait() {
        descriptor_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                               [this](boost::system::error_code aborted) {
                                   if (!aborted) { // else this watch may be gone
                                       readable_();
                                       wait();
                                   }
                               });
    }

    boost::asio::posix::stream_descriptor descriptor_;
    std::function<void()> readable_;
};

} // namespace crossover::engines
