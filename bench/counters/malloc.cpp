/// The program's own allocation functions, which count (allocations.hpp).

#include "bench/counters/allocation_counters.hpp"
#include "bench/counters/allocations.hpp"

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define CROSSOVER_FOREIGN_MALLOC
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define CROSSOVER_FOREIGN_MALLOC
#endif

#ifdef CROSSOVER_FOREIGN_MALLOC

bool crossover::bench::can_count_allocations() noexcept {
    return false;
}

#else

namespace crossover::bench {

/// Here, so that who asks links this file.
bool can_count_allocations() noexcept {
    return true;
}

namespace {

/// Notes, and calls: out of line, so that the way without counting needs no stack frame.
template <auto Allocate, class... Size>
[[gnu::noinline, gnu::cold]] void* noted(std::size_t bytes, Size... size) noexcept {
    detail::note_allocation(bytes);
    return Allocate(size...);
}

} // namespace
} // namespace crossover::bench

// The C library's own functions under the names by which a replacement reaches them (glibc manual,
// "Replacing malloc"). `free` is not replaced: what they return is the library's. The other names
// allocate through these or are obsolete.
extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the names are glibc's
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* old, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

void* malloc(std::size_t bytes) noexcept {
    using namespace crossover::bench;
    return detail::counting() ? noted<__libc_malloc>(bytes, bytes) : __libc_malloc(bytes);
}

void* calloc(std::size_t count, std::size_t bytes) noexcept {
    using namespace crossover::bench;
    return detail::counting() ? noted<__libc_calloc>(count * bytes, count, bytes)
                              : __libc_calloc(count, bytes);
}

void* realloc(void* old, std::size_t bytes) noexcept {
    using namespace crossover::bench;
    return detail::counting() ? noted<__libc_realloc>(bytes, old, bytes)
                              : __libc_realloc(old, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) noexcept {
    using namespace crossover::bench;
    return detail::counting() ? noted<__libc_memalign>(bytes, alignment, bytes)
                              : __libc_memalign(alignment, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) noexcept {
    return memalign(alignment, bytes);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t bytes) noexcept {
    if (alignment % sizeof(void*) != 0 || !std::has_single_bit(alignment)) {
        return EINVAL;
    }
    const int before = errno; // POSIX: the error is returned, not left in errno
    void* const memory = memalign(alignment, bytes);
    errno = before;
    if (memory == nullptr) {
        return ENOMEM;
    }
    *result = memory;
    return 0;
}
}

// The C++ names as well, although the standard library's would come to `malloc`: this way is no
// longer than theirs was without counting, so that a coroutine's frame costs what it costs in any
// other program.
void* operator new(std::size_t bytes) {
    for (const std::size_t size = bytes > 0 ? bytes : 1;;) {
        if (void* const memory = malloc(size); memory != nullptr) [[likely]] {
            return memory;
        }
        if (const auto handler = std::get_new_handler(); handler != nullptr) {
            handler();
        } else {
            throw std::bad_alloc();
        }
    }
}

#endif
