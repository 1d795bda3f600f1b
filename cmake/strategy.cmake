# strategy_in(HEADER RESULT): sets RESULT to the name of the strategy that a header of strategies/
# registers by a line CROSSOVER_STRATEGY(name), or to "" when it registers none. One that has a name,
# says which engines it fits and registers nothing is refused: it would be left out without a word.
function(strategy_in header result)
  file(STRINGS ${header} line REGEX "^CROSSOVER_STRATEGY\\([A-Za-z_0-9]+\\)$")
  string(REGEX REPLACE "^CROSSOVER_STRATEGY\\((.*)\\)$" "\\1" strategy "${line}")
  file(STRINGS ${header} fits REGEX "static constexpr bool fits =" LIMIT_COUNT 1)
  file(STRINGS ${header} named REGEX "static constexpr std::string_view name =" LIMIT_COUNT 1)
  if(fits AND named AND NOT strategy)
    get_filename_component(name ${header} NAME_WE)
    message(FATAL_ERROR "${header} says which engines its strategy fits and does not register it: write the line "
                        "CROSSOVER_STRATEGY(${name}) at its end")
  endif()
  set(${result} "${strategy}" PARENT_SCOPE)
endfunction()
