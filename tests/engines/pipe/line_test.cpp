/// The parent's end of a worker's socket: what it sends, what it makes of what it receives, and
/// what it gives back when it is called back.

#include "engines/pipe/line.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <gtest/gtest.h>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <sys/socket.h>

namespace crossover::tests {
namespace {

namespace wire = engines::wire;
using line_arrival = engines::pipe_line::arrival;
constexpr std::size_t argument_of_a_line = std::size_t{1} << 19; ///< more than a socket holds

class PipeLine : public testing::Test {
protected:
    PipeLine() {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
        line_ = engines::pipe_line(unique_fd(ends[0]), taken_);
        worker_.reset(ends[1]);
    }

    void hand_over(std::initializer_list<std::uint64_t> calls, const parcel& shipped = {}) {
        line_.begin_calls(true);
        for (const auto index : calls) {
            line_.add({.index = index, .answer = 10 * index}, shipped);
        }
        line_.send_calls();
    }
    /// What the worker can read now.
    std::string read() const {
        std::string all;
        std::array<char, 4096> some{};
        for (;;) {
            const auto got = ::recv(worker_.get(), some.data(), some.size(), MSG_DONTWAIT);
            if (got <= 0) {
                return all;
            }
            all.append(some.data(), static_cast<std::size_t>(got));
        }
    }
    void reply(const std::string& bytes) const {
        EXPECT_EQ(::send(worker_.get(), bytes.data(), bytes.size(), 0), std::ssize(bytes));
    }

    unique_fd worker_;
    engines::claims taken_;
    engines::pipe_line line_{unique_fd(), taken_};
};

template <class T>
std::string as_it_lies(const T& value) {
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string message_of_calls(std::uint32_t count, std::uint32_t generation) {
    return as_it_lies(wire::request{.count = count, .generation = generation, .stamped = 1});
}

std::string call_on_the_way(std::uint64_t index) {
    return as_it_lies(wire::call_head{.index = index, .answer = 10 * index});
}

TEST_F(PipeLine, SendsWhatCanBePackedInOneMessage) {
    parcel shipped;
    shipped.argument_bytes = 1;
    shipped.pack = [](std::size_t i, std::span<std::byte> out) {
        out[0] = i == 5 ? throw std::runtime_error("cannot pack") : static_cast<std::byte>(i);
    };
    line_.begin_calls(true);
    line_.add({.index = 4, .answer = 40}, shipped);
    EXPECT_THROW(line_.add({.index = 5}, shipped), std::runtime_error);
    line_.add({.index = 6, .answer = 60}, shipped);
    line_.send_calls();
    EXPECT_EQ(read(),
              message_of_calls(2, 0) + call_on_the_way(4) + '\4' + call_on_the_way(6) + '\6');
    EXPECT_EQ(line_.open(), 2U);
    EXPECT_EQ(line_.waiting(), 1U);
    hand_over({});
    EXPECT_EQ(read(), "") << "a message of nothing";
    line_.ask_usage();
    EXPECT_EQ(read(), as_it_lies(wire::request{.kind = wire::request_kind::usage}));
}

TEST_F(PipeLine, KeepsWhatTheSocketDoesNotTakeAndSendsItLater) {
    parcel shipped;
    shipped.argument_bytes = argument_of_a_line;
    shipped.pack = [](std::size_t i, std::span<std::byte> out) {
        std::memset(out.data(), static_cast<int>(i), out.size());
    };
    hand_over({7, 8}, shipped);
    EXPECT_FALSE(line_.send_more());
    std::string all;
    for (int turn = 0; turn < 1000 && line_.unsent(); ++turn) {
        all += read();
        const bool sent = line_.send_more();
        EXPECT_EQ(sent, !line_.unsent());
    }
    all += read();
    EXPECT_TRUE(all == message_of_calls(2, 0) + call_on_the_way(7) +
                           std::string(argument_of_a_line, 7) + call_on_the_way(8) +
                           std::string(argument_of_a_line, 8));
}

TEST_F(PipeLine, GivesEachReplyOnceItIsWhole) {
    const auto message = [](const std::string& body) {
        return as_it_lies(wire::reply{.kind = wire::reply_kind::failure, .bytes = body.size()}) +
               body;
    };
    wire::reply head;
    std::span<const std::byte> body;
    const auto next_body = [&] {
        return line_.next(head, body)
                   ? std::string(reinterpret_cast<const char*>(body.data()), body.size())
                   : "none";
    };
    EXPECT_EQ(line_.receive(), line_arrival::none);
    const std::string large(50'000, 'x');
    const std::string all = message("one") + message("") + message(large);
    std::size_t at = 0;
    for (const std::size_t end : {sizeof head - 1, sizeof head + 2}) {
        reply(all.substr(at, end - at));
        at = end;
        EXPECT_EQ(line_.receive(), line_arrival::some);
        EXPECT_EQ(next_body(), "none") << "it is not whole";
    }
    reply(all.substr(at));
    worker_.reset();
    EXPECT_EQ(line_.receive(), line_arrival::some);
    EXPECT_EQ(next_body(), "one");
    EXPECT_EQ(next_body(), "");
    while (line_.receive() == line_arrival::some) {
    }
    EXPECT_EQ(next_body(), large);
    EXPECT_EQ(line_.receive(), line_arrival::closed);
    hand_over({1}); // to nobody: no signal comes of it
    EXPECT_FALSE(line_.unsent());
}

TEST_F(PipeLine, CallsBackWhatTheWorkerHasNotTaken) {
    const auto indices = [](const std::deque<engines::pending_call>& of) {
        std::string found;
        for (const auto& call : of) {
            found += std::to_string(call.index);
        }
        return found;
    };
    hand_over({1, 2, 3, 4, 5});
    EXPECT_TRUE(taken_.take(0) && taken_.take(0) && taken_.take(0));
    EXPECT_EQ(line_.take_answered().index, 1U);
    std::deque<engines::pending_call> pending{{.index = 9}};
    line_.recall(pending);
    EXPECT_EQ(indices(pending), "459");
    EXPECT_EQ(line_.open(), 2U);
    EXPECT_EQ(line_.waiting(), 0U) << "the worker has taken both";
    EXPECT_FALSE(taken_.take(0));
    read();
    hand_over({6});
    EXPECT_EQ(read(), message_of_calls(1, 1) + call_on_the_way(6));
    EXPECT_EQ(line_.waiting(), 2U);
    line_.abandon(pending);
    EXPECT_EQ(indices(pending), "459236");
    EXPECT_EQ(line_.open(), 0U);
}

} // namespace
} // namespace crossover::tests
