#pragma once

#include "strategies/coro/ready_list.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <sys/types.h>
#include <utility>
#include <vector>

/// What a strategy asks of an engine. An engine is a struct with a `name` and some of the types `blocking`, `loop`,
/// `thread_pool` and `process_pool`; each implementation states its concept in a static_assert.
namespace crossover {

/// Waits as calls that block: `open` prepares the slots, `wait` blocks and answers.
template <class B, class Wait>
concept blocking_for = requires(B& b, Wait w, typename Wait::endpoint e, std::size_t slot) {
    b.open(e, slot);
    { b.wait(w, slot) } -> std::same_as<std::uint64_t>;
};

/// An event loop: `spawn` starts a coroutine of the loop's own kind, `run` turns the loop until all have ended and rethrows
/// the first failure, which has cancelled the others; `cancel` cancels all; its `semaphore` is made for it.
template <class L>
concept event_loop = std::default_initializable<L> && requires(L& l, typename L::coroutine c, std::size_t permits) {
    l.spawn(std::move(c));
    l.run();
    l.cancel();
    typename L::semaphore;
    requires std::constructible_from<typename L::semaphore, L&, std::size_t>;
};

/// A loop that can await a kind of wait: `open` prepares the slots, `wait` gives something to `co_await`.
template <class L, class Wait>
concept loop_for = event_loop<L> && requires(L& l, Wait w, typename Wait::endpoint e, std::size_t slot) {
    l.open(e, slot);
    l.wait(w, slot);
};

/// A loop that other threads can hand a suspended coroutine to: `post` resumes it on the loop's thread.
template <class L>
concept remote_loop = event_loop<L> && requires(L& l, coro::ready_node& node) { l.post(node); };

namespace detail {
struct any_task {
    void operator()(std::size_t worker) noexcept;
};
struct any_body {
    void operator()(std::size_t index, std::size_t worker) noexcept;
};
struct any_worker {
    void operator()(std::size_t index);
};
struct any_worker_factory {
    any_worker operator()(std::size_t worker);
};
} // namespace detail

/// Starts a thread for each task: `start` begins one, destruction joins all.
template <class T>
concept thread_starter = std::default_initializable<T> && requires(T& t, std::size_t n, void (*task)()) {
    t.reserve(n);
    t.start(task);
};

/// A pool of exactly `width` threads that takes tasks one by one: `submit` hands one over, `drain` returns when all that
/// were submitted have ended. A task gets the number of the worker, in [0, width), and must not throw.
template <class P>
concept posting_pool = std::constructible_from<P, std::size_t> && requires(P& p, detail::any_task task) {
    p.submit(task);
    p.drain();
    { p.width() } -> std::same_as<std::size_t>;
};

/// A pool of exactly `width` threads that takes a whole batch: `for_each` returns when body(i, worker) has ended for every i.
template <class P>
concept bulk_pool = std::constructible_from<P, std::size_t> && requires(P& p, std::size_t n, detail::any_body body) {
    p.for_each(n, body);
    { p.width() } -> std::same_as<std::size_t>;
};

template <class P>
concept any_thread_pool = posting_pool<P> || bulk_pool<P>;

} // namespace crossover
