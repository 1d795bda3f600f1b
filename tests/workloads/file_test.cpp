/// The set of files that the workload `file` reads, and where its tasks read.

#include "base/error.hpp"
#include "engines/support/blocking_waits.hpp"
#include "workloads/file.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <sys/uio.h>
#include <unistd.h>

namespace crossover::workloads {
namespace {

class File : public testing::Test {
protected:
    File() {
        std::string name =
            (std::filesystem::temp_directory_path() / "crossover_files_XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
    }
    ~File() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] parameters with(std::map<std::string, std::int64_t> given) const {
        return {"file",
                file::parameter_list,
                given,
                {.rates = {}, .texts = {{"folder", folder_.string()}}}};
    }

    std::filesystem::path folder_;
};

TEST_F(File, EveryTaskReadsWhatIsExpectedOfIt) {
    const file work(with({{"bytes", 512}, {"files", 3}, {"file_bytes", 8192}}));
    engines::blocking_waits waits;
    waits.open(work.endpoint(), 1);
    std::set<std::pair<int, std::uint64_t>> places;
    for (std::size_t i = 0; i < 500; ++i) {
        const auto w = work.wait(i);
        places.emplace(w.fd, w.offset);
        ASSERT_EQ(file::compute(i, waits.wait(w, 0)), work.expected(i)) << i;
    }
    EXPECT_EQ(places.size(), 3U * 16U) << "all blocks of all files are read";
}

TEST_F(File, ATaskThatReadsTheWrongBlockIsFoundOut) {
    const file work(with({{"bytes", 512}, {"files", 1}, {"file_bytes", 8192}}));
    engines::blocking_waits waits;
    waits.open(work.endpoint(), 1);
    auto w = work.wait(0);
    w.offset = (w.offset + 512) % 8192;
    EXPECT_NE(file::compute(0, waits.wait(w, 0)), work.expected(0));
}

TEST_F(File, FilesAreMadeOnceAndMendedWhenTheyAreCutOff) {
    const auto given = with({{"bytes", 64}, {"files", 1}, {"file_bytes", 4096}});
    const auto path = folder_ / "1x4096" / "0";
    { const file made(given); }
    const auto before = std::filesystem::last_write_time(path);
    { const file again(given); }
    EXPECT_EQ(std::filesystem::last_write_time(path), before);
    std::filesystem::resize_file(path, 100);
    const file mended(given);
    EXPECT_EQ(std::filesystem::file_size(path), 4096U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1)
        << "nothing half made is left";
}

TEST_F(File, SaysWhatDoesNotFit) {
    for (const std::int64_t bytes : {12, 4096, 24}) {
        try {
            const file made(with({{"bytes", bytes}, {"file_bytes", 2048}}));
            ADD_FAILURE() << bytes << " was taken";
        } catch (const error& told) {
            EXPECT_EQ(told.code(), exit_code::bad_input);
            EXPECT_NE(std::string(told.what()).find(std::to_string(bytes)), std::string::npos)
                << told.what();
        }
    }
}

TEST_F(File, SaysThatAFolderCannotBeUsed) {
    std::ofstream(folder_ / "taken") << "no folder";
    const parameters p("file", file::parameter_list, {},
                       {.rates = {}, .texts = {{"folder", (folder_ / "taken").string()}}});
    try {
        const file made(p);
        ADD_FAILURE() << "it was taken";
    } catch (const error& told) {
        EXPECT_EQ(told.code(), exit_code::results_file);
        EXPECT_NE(std::string(told.what()).find("--param folder=DIR"), std::string::npos)
            << told.what();
    }
}

/// A file system in memory has no page cache to drop.
TEST_F(File, IsNeverColdInMemory) {
    std::string name = "/dev/shm/crossover_files_XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
        GTEST_SKIP() << "there is no /dev/shm to write to";
    }
    {
        const parameters p("file", file::parameter_list,
                           {{"bytes", 64}, {"files", 1}, {"file_bytes", 4096}, {"cache", 1}},
                           {.rates = {}, .texts = {{"folder", name}}});
        const file work(p);
        EXPECT_THROW(work.begin_batch(), unfit);
    }
    std::filesystem::remove_all(name);
}

/// Cold is a claim: after begin_batch nothing of the files can be read without waiting, or the
/// contender is skipped.
TEST_F(File, ColdIsColdOrIsSaidNotToBe) {
    const file work(with({{"bytes", 4096}, {"files", 2}, {"file_bytes", 1 << 20}, {"cache", 1}}));
    try {
        work.begin_batch();
    } catch (const unfit& reason) {
        EXPECT_NE(std::string(reason.what()).find("page cache"), std::string::npos);
        return;
    }
    std::byte byte{};
    const iovec one{.iov_base = &byte, .iov_len = 1};
    EXPECT_EQ(
        ::preadv2(work.wait(0).fd, &one, 1, static_cast<off_t>(work.wait(0).offset), RWF_NOWAIT),
        -1);
}

} // namespace
} // namespace crossover::workloads
