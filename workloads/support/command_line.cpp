#include "workloads/support/command_line.hpp"

#include "base/error.hpp"

#include <cstdlib>
#include <optional>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace crossover {
namespace {

constexpr std::string_view index_mark = "{i}";

std::string with_index(std::string text, std::uint64_t index) {
    const std::string number = std::to_string(index);
    for (std::size_t at = text.find(index_mark); at != std::string::npos;
         at = text.find(index_mark, at)) {
        text.replace(at, index_mark.size(), number);
        at += number.size();
    }
    return text;
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw error(exit_code::bad_input, "the command is '" + std::string(text) + "': " + why);
}

/// The words of a command, or nothing when it takes a shell to run it.
class splitter {
public:
    explicit splitter(std::string_view text) noexcept : text_(text) {}

    std::optional<std::vector<std::string>> split() {
        while (at_ < text_.size() && !needs_shell_) {
            take(text_[at_++]);
        }
        end_word();
        if (needs_shell_) {
            return std::nullopt;
        }
        return words_;
    }

private:
    void take(char c) {
        switch (c) {
        case ' ':
        case '\t':
            end_word();
            break;
        case '\'':
        case '"':
            quoted(c);
            break;
        case '\\':
            if (at_ == text_.size()) {
                refuse(text_,
                       "it ends in a backslash; write one more, or put the word into quotes");
            }
            add(text_[at_++]);
            break;
        default:
            needs_shell_ = std::string_view("|&;<>()$`*?[\n").find(c) != std::string_view::npos ||
                           (!in_word_ && (c == '~' || c == '#')) || (words_.empty() && c == '=');
            add(c);
        }
    }

    void quoted(char quote) {
        in_word_ = true;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == quote) {
                ++at_;
                return;
            }
            if (quote == '"' && c == '\\' && at_ + 1 < text_.size() &&
                std::string_view("\"\\$`").find(text_[at_ + 1]) != std::string_view::npos) {
                ++at_;
            } else if (quote == '"' && (c == '$' || c == '`')) {
                needs_shell_ = true;
            }
            add(text_[at_]);
        }
        refuse(text_, std::string("a quote ") + quote + " is not closed");
    }

    void add(char c) {
        in_word_ = true;
        word_ += c;
    }
    void end_word() {
        if (in_word_) {
            words_.push_back(std::exchange(word_, {}));
            in_word_ = false;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<std::string> words_;
    std::string word_;
    bool in_word_ = false;
    bool needs_shell_ = false;
};

bool is_program(const std::string& path) {
    struct stat what {};
    return ::stat(path.c_str(), &what) == 0 && S_ISREG(what.st_mode) &&
           ::access(path.c_str(), X_OK) == 0;
}

std::string find_program(std::string_view text, const std::string& name) {
    if (name.find(index_mark) != std::string::npos) {
        refuse(text, "the program is to be the same for every task; put {i} into its arguments");
    }
    if (name.find('/') != std::string::npos) {
        if (!is_program(name)) {
            refuse(text,
                   "there is no program '" + name + "' that may be run; give the path of one");
        }
        return name;
    }
    const char* const path = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe): nobody sets it
    std::istringstream folders(path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (std::string file = (folder.empty() ? "." : folder) + "/" + name; is_program(file)) {
            return file;
        }
    }
    refuse(text,
           "there is no program '" + name +
               "' on PATH; give its path, or install it (a shell's own words need sh -c '...')");
}

} // namespace

command_line::command_line(std::string_view text) : text_(text) {
    if (auto words = splitter(text).split()) {
        words_ = std::move(*words);
        if (words_.empty()) {
            refuse(text, "it is empty; write a program and its arguments, as in './mytool {i}'");
        }
        program_ = find_program(text, words_.front());
    } else {
        program_ = "/bin/sh";
        uses_shell_ = true;
        words_ = {"sh", "-c", text_};
    }
}

std::vector<std::string> command_line::words(std::uint64_t index) const {
    std::vector<std::string> filled;
    filled.reserve(words_.size());
    for (const auto& word : words_) {
        filled.push_back(with_index(word, index));
    }
    return filled;
}

std::string command_line::shown(std::uint64_t index) const {
    return with_index(text_, index);
}

} // namespace crossover
