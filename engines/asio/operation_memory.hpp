#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <new>

namespace crossover::engines {

/// Memory for the one operation that a connection has under way, so that a request allocates
/// nothing. Thread-safe: where several threads run the context, a cancelled operation may end while
/// the next one begins.
class operation_memory {
public:
    operation_memory() noexcept = default;
    operation_memory(const operation_memory&) = delete;
    operation_memory& operator=(const operation_memory&) = delete;

    void* take(std::size_t bytes) {
        if (bytes > sizeof storage_ || taken_.exchange(true, std::memory_order_acquire)) {
            return ::operator new(bytes);
        }
        return storage_.data();
    }
    void give_back(void* memory) noexcept {
        if (memory == storage_.data()) {
            taken_.store(false, std::memory_order_release);
        } else {
            ::operator delete(memory);
        }
    }

private:
    /// Asio 1.26's receive operation with our handler takes 144 bytes.
    alignas(std::max_align_t) std::array<std::byte, 256> storage_;
    std::atomic<bool> taken_ = false;
};

/// Hands operation_memory to Asio as the associated allocator of a handler.
template <class T>
struct operation_allocator {
    using value_type = T;
    operation_memory* memory;

    explicit operation_allocator(operation_memory* from) noexcept : memory(from) {}
    template <class U>
    operation_allocator(const operation_allocator<U>& other) noexcept : memory(other.memory) {}

    T* allocate(std::size_t n) { return static_cast<T*>(memory->take(n * sizeof(T))); }
    void deallocate(T* p, std::size_t /*n*/) noexcept { memory->give_back(p); }
    template <class U>
    bool operator==(const operation_allocator<U>& other) const noexcept {
        return memory == other.memory;
    }
};

} // namespace crossover::engines
