#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <utility>

namespace crossover::engines {

/// Calls `readable` from the context's thread while a descriptor can be read, until it is
/// destroyed, which `readable` itself may bring about. The descriptor stays its owner's, who closes
/// it later.
class asio_watch {
public:
    asio_watch(boost::asio::io_context& context, int fd, std::function<void()> readable)
        : watched_(std::make_shared<watched>(context, fd, std::move(readable))) {
        wait(watched_);
    }
    asio_watch(const asio_watch&) = delete;
    asio_watch& operator=(const asio_watch&) = delete;
    ~asio_watch() {
        watched_->over = true;
        watched_->descriptor.release();
    }

private:
    /// What a wait that is under way holds on to.
    struct watched {
        watched(boost::asio::io_context& context, int fd, std::function<void()> then)
            : descriptor(context, fd), readable(std::move(then)) {}
        boost::asio::posix::stream_descriptor descriptor;
        std::function<void()> readable;
        bool over = false;
    };

    /// The wait holds `one` and hands it on: nothing is counted for what becomes readable.
    static void wait(std::shared_ptr<watched> one) {
        auto& descriptor = one->descriptor;
        descriptor.async_wait(boost::asio::posix::descriptor_base::wait_read,
                              [one = std::move(one)](boost::system::error_code aborted) mutable {
                                  if (!aborted && !one->over) {
                                      one->readable();
                                  }
                                  if (!aborted && !one->over) {
                                      wait(std::move(one));
                                  }
                              });
    }

    std::shared_ptr<watched> watched_;
};

} // namespace crossover::engines
