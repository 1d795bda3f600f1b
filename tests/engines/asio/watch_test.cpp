#include "engines/asio/watch.hpp"

#include <array>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <gtest/gtest.h>
#include <optional>
#include <unistd.h>

namespace crossover::tests {
namespace {

/// Who is woken may be the one who holds the watch, and end.
TEST(AsioWatch, MayBeDestroyedByWhatItCalls) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    boost::asio::io_context context;
    std::optional<engines::asio_watch> watch;
    int called = 0;
    watch.emplace(context, ends[0], [&] {
        ++called;
        watch.reset();
    });
    ASSERT_EQ(::write(ends[1], "x", 1), 1);
    context.run_for(std::chrono::seconds(5)); // until nothing is left to wait for
    EXPECT_EQ(called, 1);
    EXPECT_EQ(::close(ends[0]), 0) << "it stayed open";
    ::close(ends[1]);
}

} // namespace
} // namespace crossover::tests
