/// What an HTTP server answers before it is measured.

#include "workloads/support/http_answer.hpp"
#include "tests/fuzz/target.hpp"

using namespace crossover;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::text_of(data, size));
    static_cast<void>(http_client::may_be_whole(text));
    for (const bool ended : {false, true}) {
        const http_client::http_answer answer(text, ended);
        if (answer.is_http()) {
            static_cast<void>(answer.status());
        }
        fuzz::require(!answer.is_whole() || answer.is_http(), "what is whole is HTTP");
        fuzz::require(!answer.is_whole() || answer.body().size() <= text.size(),
                      "a body is no longer than what has come");
    }
    return 0;
}
