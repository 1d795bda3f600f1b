#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace crossover {

/// A command as a person writes it, in which `{i}` stands for the task's index. Its words are split
/// as a shell does (blanks, quotes, backslashes) and the program is run directly. A command that
/// uses more of a shell than that, such as `|`, `>`, `$` or `*`, is run by `/bin/sh -c`, which
/// starts one more program for each task.
class command_line {
public:
    /// Finds the program. Throws error(bad_input) when the text is empty, a quote is not closed, or
    /// there is no such program.
    explicit command_line(std::string_view text);

    /// What is run: a path.
    [[nodiscard]] const std::string& program() const noexcept { return program_; }

    /// Whether that is the shell, for the command uses more of one than words.
    [[nodiscard]] bool uses_shell() const noexcept { return uses_shell_; }

    /// The words for task `index`, the name of the program first.
    [[nodiscard]] std::vector<std::string> words(std::uint64_t index) const;

    /// The command of task `index`, to show to a person.
    [[nodiscard]] std::string shown(std::uint64_t index) const;

private:
    std::string text_;
    std::vector<std::string> words_;
    std::string program_;
    bool uses_shell_ = false;
};

} // namespace crossover
