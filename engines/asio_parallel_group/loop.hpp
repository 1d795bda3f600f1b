#pragma once

#include "engines/asio_awaitable/loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

namespace crossover::engines {

/// A coroutine that a group will start. A free function, for its type is that of a member.
template <class Start, class Ended>
auto operation_in_group(boost::asio::io_context& context, Start start, Ended ended) {
    return boost::asio::co_spawn(context, std::move(start), boost::asio::deferred)(
        boost::asio::deferred([ended](const std::exception_ptr& failure) {
            ended(failure); // now, and not when the last of the group has ended
            return boost::asio::deferred.values(failure);
        }));
}

/// The coroutines of `asio_awaitable`, started and awaited together as Asio's documentation shows
/// for a number of them that is known at run time: `experimental::make_parallel_group`. It runs
/// beside the others to show what that costs.
class asio_parallel_group_loop : public asio_awaitable_loop {
public:
    /// Adds a coroutine to the group that run() starts. What is spawned while the loop turns is on
    /// its own.
    void spawn(coroutine child) {
        if (turning_) {
            asio_awaitable_loop::spawn(std::move(child));
        } else if (!is_cancelled()) {
            if (group_.empty()) {
                group_.reserve(last_size_);
            }
            group_.push_back(
                operation_in_group(context(), starting(std::move(child)), ending{this}));
            count_spawned();
        }
    }

    /// Starts the group, and turns the loop until every coroutine has ended; then rethrows the
    /// first failure.
    void run() {
        if (!group_.empty()) {
            last_size_ = group_.size();
            boost::asio::experimental::make_parallel_group(std::exchange(group_, {}))
                .async_wait(boost::asio::experimental::wait_for_all(), all_ended{});
        }
        const turn turning(turning_);
        asio_awaitable_loop::run();
    }

private:
    struct ending {
        asio_parallel_group_loop* loop;
        void operator()(const std::exception_ptr& failure) const { loop->ended(failure); }
    };
    struct all_ended {
        void operator()(const std::vector<std::size_t>& /*order*/,
                        const std::vector<std::exception_ptr>& /*failures*/) const noexcept {}
    };
    class turn {
    public:
        explicit turn(bool& turning) noexcept : turning_(turning) { turning_ = true; }
        turn(const turn&) = delete;
        turn& operator=(const turn&) = delete;
        ~turn() { turning_ = false; }

    private:
        bool& turning_;
    };

    using operation = decltype(operation_in_group(std::declval<boost::asio::io_context&>(),
                                                  std::declval<start>(), std::declval<ending>()));

    std::vector<operation> group_;
    std::size_t last_size_ = 0; ///< of the batch before: the next is as large
    bool turning_ = false;
};

} // namespace crossover::engines
