#include "observations/cpp/observation.hpp"

#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>

/// Makes the experiment that is named, and prints its figures as one line of JSON; without a name,
/// prints the names.
int main(int count, char** arguments) {
    using namespace crossover::observations;
    if (count != 2) {
        for (const auto& [name, make] : known()) {
            std::puts(name.c_str());
        }
        return 0;
    }
    const auto found = known().find(arguments[1]);
    if (found == known().end()) {
        std::fprintf(stderr, "unknown observation '%s': without a name the program lists them\n",
                     arguments[1]);
        return 2;
    }
    try {
        std::puts(nlohmann::json(found->second()).dump().c_str());
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "%s: %s\n", arguments[1], failure.what());
        return 1;
    }
    return 0;
}
