#pragma once

#include "bench/catalog/cell.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace crossover::bench {

/// A cell as it stands in measurements and plans: parameters by name, a choice by its word.
nlohmann::ordered_json cell_json(const cell& where);

/// What is written of JSON with texts of others in it: a byte that is not UTF-8, as a path may hold
/// it, becomes a replacement character. `indent`: the blanks a level, or -1 for one line.
std::string text_of(const nlohmann::ordered_json& what, int indent = -1);

} // namespace crossover::bench
