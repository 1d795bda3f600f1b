#pragma once

#include <cerrno>
#include <cstddef>
#include <exception>
#include <pthread.h>
#include <system_error>

namespace crossover::tests {

/// While it lives, every thread that is started without a wish of its own has a stack of so many
/// bytes.
class small_stacks {
public:
    explicit small_stacks(std::size_t bytes) {
        pthread_attr_t small;
        ::pthread_getattr_default_np(&before_);
        ::pthread_getattr_default_np(&small);
        if (::pthread_attr_setstacksize(&small, bytes) != 0 ||
            ::pthread_setattr_default_np(&small) != 0) {
            throw std::system_error(EINVAL, std::generic_category(),
                                    "giving threads a small stack");
        }
        ::pthread_attr_destroy(&small);
    }
    small_stacks(const small_stacks&) = delete;
    small_stacks& operator=(const small_stacks&) = delete;
    ~small_stacks() {
        ::pthread_setattr_default_np(&before_);
        ::pthread_attr_destroy(&before_);
    }

private:
    pthread_attr_t before_{};
};

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
    check(::pthread_create(&thread, &attributes, &call::run, &running),
          "starting a thread with a small stack");
    ::pthread_attr_destroy(&attributes);
    ::pthread_join(thread, nullptr);
    if (running.failure) {
        std::rethrow_exception(running.failure);
    }
}

} // namespace crossover::tests
