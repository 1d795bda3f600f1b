#pragma once

#include "bench/catalog/cell.hpp"

#include <nlohmann/json.hpp>

namespace crossover::bench {

/// A cell as it stands in measurements and plans: parameters by name, a choice by its word.
nlohmann::ordered_json cell_json(const cell& where);

} // namespace crossover::bench
