#include "workloads/payload.hpp"

#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace crossover::tests {
namespace {

using workloads::payload;

payload sized(std::int64_t argument_bytes, std::int64_t result_bytes) {
    return payload(parameters("payload", payload::parameter_list,
                              {{"argument_bytes", argument_bytes}, {"result_bytes", result_bytes}},
                              {}));
}

TEST(Payload, YieldsTheExpectedDigestWhateverTheSizes) {
    for (const std::int64_t argument_bytes : {0, 1, 7, 8, 9, 4096, 100'003}) {
        for (const std::int64_t result_bytes : {0, 1, 8, 13, 4096}) {
            const auto work = sized(argument_bytes, result_bytes);
            for (std::size_t i = 0; i < 5; ++i) {
                EXPECT_EQ(work.compute(i, 0), work.expected(i))
                    << argument_bytes << " and " << result_bytes;
            }
            EXPECT_NE(work.expected(0), work.expected(1));
        }
    }
}

/// A byte that is lost or changed on the way is seen.
TEST(Payload, FeelsEveryByte) {
    const auto work = sized(40, 37);
    std::vector<std::byte> argument(40);
    std::vector<std::byte> result(37);
    work.pack(3, argument);
    for (auto& byte : argument) {
        byte ^= std::byte{1};
        work.transform(3, argument, result);
        EXPECT_NE(work.unpack(3, result), work.expected(3));
        byte ^= std::byte{1};
    }
    work.transform(3, argument, result);
    for (auto& byte : result) {
        byte ^= std::byte{0x80};
        EXPECT_NE(work.unpack(3, result), work.expected(3));
        byte ^= std::byte{0x80};
    }
    EXPECT_EQ(work.unpack(3, result), work.expected(3));
}

} // namespace
} // namespace crossover::tests
