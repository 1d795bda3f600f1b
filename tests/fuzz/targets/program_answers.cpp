/// The lines of JSON that a program answers with (docs/PROGRAMS.md), and what is computed from the
/// times in them.

#include "bench/programs/claims.hpp"
#include "bench/programs/protocol.hpp"
#include "tests/fuzz/target.hpp"

#include <optional>

using namespace crossover;

namespace {

/// What `read` makes of an answer; nothing where it is a wrong one.
template <class Read>
auto answer_of(Read&& read) -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const bench::bad_answer& wrong) {
        fuzz::require(wrong.what()[0] != '\0', "a wrong answer has its reason");
        return std::nullopt;
    }
}

/// As the runner of a program does.
void judge(const bench::batch_answer& answer) {
    constexpr std::int64_t second_ns = 1'000'000'000;
    const bench::timed_batch seen{.asked_ns = 1000 * second_ns,
                                  .answered_ns = 1001 * second_ns,
                                  .started_ns = answer.started_ns,
                                  .makespan_ns = answer.makespan_ns};
    bench::left_out_time times(
        1000, [] { return bench::core_waits{}; }, [] { return bench::other_waits{}; });
    const bool honest = times.add(seen).empty();
    const bool inside =
        seen.makespan_ns > 0 && seen.makespan_ns <= second_ns + 2 * second_ns / 1000;
    fuzz::require(!honest || inside, "no makespan is believed that is longer than what was seen");
    fuzz::require(bench::believed_ns(seen) >= seen.makespan_ns, "none is believed to be shorter");
    static_cast<void>(bench::left_out_ns(seen));
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto line = fuzz::text_of(data, size);
    if (const auto told = answer_of([&] { return bench::read_description(line, "mine"); })) {
        fuzz::require(!told->contenders.empty(), "a program has a contender");
    }
    static_cast<void>(answer_of([&] { return bench::read_ready(line); }));
    if (const auto told = answer_of([&] { return bench::read_batch_answer(line, 1); });
        told && told->failed.empty() && told->refused.empty()) {
        judge(*told);
    }
    return 0;
}
