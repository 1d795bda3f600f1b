#pragma once

#include <cstddef>
#include <exception>
#include <pthread.h>
#include <system_error>

namespace crossover::tests {

/// Runs `body` in a thread that has a stack of so many bytes and no more; what it throws comes out.
template <class Body>
void on_small_stack(std::size_t bytes, const Body& body) {
    struct call {
        const Body& body;
        std::exception_ptr failure;
        static void* run(void* self) {
            auto& mine = *static_cast<call*>(self);
            try {
                mine.body();
            } catch (...) {
                mine.failure = std::current_exception();
            }
            return nullptr;
        }
    } running{body, nullptr};
    const auto check = [](int code, const char* doing) {
        if (code != 0) {
            throw std::system_error(code, std::generic_category(), doing);
        }
    };
    pthread_attr_t attributes;
    check(::pthread_attr_init(&attributes), "preparing a thread");
    check(::pthread_attr_setstacksize(&attributes, bytes), "giving a thread a small stack");
    pthread_t thread{};
    check(::pthread_create(&thread, &attributes, &call::run, &running), "starting a thread with a small stack");
    ::pthread_attr_destroy(&attributes);
    ::pthread_join(thread, nullptr);
    if (running.failure) {
        std::rethrow_exception(running.failure);
    }
}

} // namespace crossover::tests
