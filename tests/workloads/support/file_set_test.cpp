/// Files of known content: what stands in them, and when they are made anew.

#include "workloads/support/file_set.hpp"

#include "base/error.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <unistd.h>

namespace crossover::tests {
namespace {

using workloads::file_set;

class FilesOfKnownContent : public testing::Test {
protected:
    FilesOfKnownContent() {
        std::string name = (std::filesystem::temp_directory_path() / "crossover_XXXXXX").string();
        top_ = ::mkdtemp(name.data());
    }
    ~FilesOfKnownContent() override { std::filesystem::remove_all(top_); }

    static std::uint64_t word_at(const file_set& files, std::size_t f, std::uint64_t k) {
        std::uint64_t word = 0;
        EXPECT_EQ(::pread(files.descriptor(f), &word, sizeof word, static_cast<off_t>(8 * k)), 8);
        return word;
    }
    static void write_over(const file_set& files, const std::string& text) {
        std::ofstream(files.folder() + "/0", std::ios::trunc) << text;
    }

    std::filesystem::path top_;
};

TEST_F(FilesOfKnownContent, HoldTheirWords) {
    constexpr std::uint64_t bytes = (1 << 20) + 8192; // more than is written in one step
    const file_set files(top_.string(), 2, bytes);
    EXPECT_EQ(files.size(), 2U);
    EXPECT_EQ(files.file_bytes(), bytes);
    for (std::size_t f = 0; f < 2; ++f) {
        for (const std::uint64_t k : {std::uint64_t{0}, std::uint64_t{1} << 17, bytes / 8 - 1}) {
            EXPECT_EQ(word_at(files, f, k), file_set::word(f, k)) << f << ", " << k;
        }
    }
    EXPECT_NE(file_set::word(0, 1), file_set::word(1, 1));
}

TEST_F(FilesOfKnownContent, LieInAFolderOfTheirSizeWithNothingBeside) {
    const file_set files(top_.string(), 2, 4096);
    EXPECT_EQ(files.folder(), (top_ / "2x4096").string());
    std::size_t found = 0;
    for (const auto& each : std::filesystem::directory_iterator(files.folder())) {
        EXPECT_EQ(each.file_size(), 4096U) << each.path();
        ++found;
    }
    EXPECT_EQ(found, 2U) << "no unfinished one is left";
}

TEST_F(FilesOfKnownContent, AreFoundAgainWhereTheyAreWhole) {
    const file_set made(top_.string(), 1, 4096);
    write_over(made, std::string(4096, 'x'));
    EXPECT_EQ(word_at(file_set(top_.string(), 1, 4096), 0, 0), 0x7878787878787878U);
}

TEST_F(FilesOfKnownContent, AreMadeAnewWhereOneIsNotWhole) {
    const file_set made(top_.string(), 1, 4096);
    write_over(made, "half");
    EXPECT_EQ(word_at(file_set(top_.string(), 1, 4096), 0, 511), file_set::word(0, 511));
}

TEST_F(FilesOfKnownContent, AreOpenForReadingInThisProgramAlone) {
    const file_set files(top_.string(), 1, 4096);
    const int fd = files.descriptor(0);
    EXPECT_EQ(::fcntl(fd, F_GETFL) & O_ACCMODE, O_RDONLY);
    EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
    files.warm();
    EXPECT_EQ(::lseek(fd, 0, SEEK_CUR), 0) << "whoever reads gives the place";
}

TEST_F(FilesOfKnownContent, ThatCannotBeMadeAreAnErrorThatSaysWhatToDo) {
    const auto in_the_way = (top_ / "file").string();
    std::ofstream(in_the_way) << "no folder";
    try {
        const file_set files(in_the_way, 1, 4096);
        ADD_FAILURE() << "they were made below a file";
    } catch (const error& refused) {
        EXPECT_EQ(refused.code(), exit_code::results_file);
        EXPECT_NE(std::string(refused.what()).find(in_the_way), std::string::npos);
        EXPECT_NE(std::string(refused.what()).find("--param folder=DIR"), std::string::npos);
    }
}

TEST_F(FilesOfKnownContent, LeaveNothingUnfinishedWhereOneCannotTakeItsPlace) {
    const auto folder = top_ / "1x8192"; // a folder has 4,096 bytes
    std::filesystem::create_directories(folder / "0" / "in the way");
    EXPECT_THROW(file_set(top_.string(), 1, 8192), error);
    const std::filesystem::directory_iterator left(folder);
    EXPECT_EQ(std::distance(begin(left), end(left)), 1) << "the folder in the way alone";
}

} // namespace
} // namespace crossover::tests
