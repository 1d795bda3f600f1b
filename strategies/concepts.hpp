#pragma once

#include "strategies/batch.hpp"
#include "strategies/coro/ready_list.hpp"
#include "strategies/process_call.hpp"
#include "strategies/runner.hpp"
#include "strategies/shutdown.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <sys/types.h>
#include <type_traits>
#include <utility>
#include <vector>

/// What a strategy asks of an engine. An engine is a struct with a `name` and some of the types
/// `blocking`, `loop`, `thread_pool` and `process_pool`; each implementation states its concept in
/// a static_assert.
namespace crossover {

/// Waits as calls that block: `open` prepares the slots, `wait` blocks and answers.
template <class B, class Wait>
concept blocking_for = requires(B& b, Wait w, typename Wait::endpoint e, std::size_t slot) {
    b.open(e, slot);
    { b.wait(w, slot) } -> std::same_as<std::uint64_t>;
};

/// An event loop: `spawn` starts a coroutine of the loop's own kind, `run` turns the loop until all
/// have ended and rethrows the first failure, which has cancelled the others, while `failures` has
/// all of them; `cancel` cancels all; its `semaphore` is made for it.
template <class L>
concept event_loop =
    std::default_initializable<L> && requires(L& l, typename L::coroutine c, std::size_t permits) {
        l.spawn(std::move(c));
        l.run();
        { l.failures() } -> std::same_as<const std::vector<std::exception_ptr>&>;
        l.cancel();
        typename L::semaphore;
        requires std::constructible_from<typename L::semaphore, L&, std::size_t>;
    };

/// A loop that can await a kind of wait: `open` prepares the slots, `wait` gives something to
/// `co_await`.
template <class L, class Wait>
concept loop_for =
    event_loop<L> && requires(L& l, Wait w, typename Wait::endpoint e, std::size_t slot) {
        l.open(e, slot);
        l.wait(w, slot);
    };

/// A loop whose batch other threads can cancel: `request_cancel` from any thread, `forget_cancel`
/// from the loop's, before the next batch.
template <class L>
concept cancellable_loop = event_loop<L> && requires(L& l) {
    l.request_cancel();
    l.forget_cancel();
};

/// A loop that runs its tasks on several threads at once: what tasks share must be thread-safe.
template <class L>
concept parallel_loop = event_loop<L> && requires { requires L::parallel; };

/// A loop that other threads can hand a suspended coroutine to: `post` resumes it on the loop's
/// thread; `stay_started`, called there before, tells the loop that it will come, and
/// `stay_refused` that it will not.
template <class L>
concept remote_loop = event_loop<L> && requires(L& l, coro::ready_node& node) {
    l.stay_started();
    l.stay_refused();
    l.post(node);
};

namespace detail {
struct any_task {
    void operator()(std::size_t worker) noexcept;
};
struct any_body {
    void operator()(std::size_t index, std::size_t worker) noexcept;
};
} // namespace detail

/// Starts a thread for each task: `start` begins one, destruction joins all.
template <class T>
concept thread_starter =
    std::default_initializable<T> && requires(T& t, std::size_t n, void (*task)()) {
        t.reserve(n);
        t.start(task);
    };

/// What a pool takes: it gets the number of the worker, in [0, width). It must not throw, for
/// nobody is there to catch: whoever submits says what becomes of an exception
/// (strategies/first_failure.hpp).
template <class T>
concept pool_task = std::is_nothrow_invocable_v<T&, std::size_t>;

/// One that is told when a pool drops it: then it is never called, and `drop` is, once, on the
/// thread that shuts the pool down or on a worker.
template <class T>
concept droppable_task = pool_task<T> && requires(T& task) {
    { task.drop() } noexcept;
};

/// A pool of exactly `width` threads that takes tasks one by one: `submit` hands one over, `drain`
/// returns when all that were submitted have ended. `shutdown` ends the threads and says how many
/// tasks it cancelled, each of which it has dropped; from then on `submit` throws std::logic_error.
/// Destruction drains. One thread submits, drains and shuts down.
template <class P>
concept posting_pool = std::constructible_from<P, std::size_t> &&
                       requires(P& p, detail::any_task task, shutdown_mode how) {
                           p.submit(task);
                           p.drain();
                           { p.shutdown(how) } -> std::same_as<std::size_t>;
                           { p.width() } -> std::same_as<std::size_t>;
                       };

/// What a bulk pool calls for each task, with its index and the number of the worker. It must not
/// throw, for the same reason: write `noexcept`, and keep exceptions yourself
/// (strategies/first_failure.hpp).
template <class B>
concept pool_body = std::is_nothrow_invocable_v<B&, std::size_t, std::size_t>;

/// A pool of exactly `width` threads that takes a whole batch: `for_each` returns when body(i,
/// worker) has ended for every i.
template <class P>
concept bulk_pool = std::constructible_from<P, std::size_t> &&
                    requires(P& p, std::size_t n, detail::any_body body) {
                        p.for_each(n, body);
                        { p.width() } -> std::same_as<std::size_t>;
                    };

template <class P>
concept any_thread_pool = posting_pool<P> || bulk_pool<P>;

/// A pool of exactly `width` worker processes, forked when it is made: `make` is called in each of
/// them and gives its body. `run` ships an index out for every task of a batch, and a digest and
/// timings back. It rethrows the first failure of a task with its text, and survives a worker's
/// death: what was pending fails with an error(internal) that names the worker and its signal or
/// exit status, and `usable` is false from then on.
template <class P>
concept batch_process_pool =
    std::constructible_from<P, std::size_t, std::function<process_body()>> &&
    requires(P& p, const P& seen, const batch& b) {
        p.run(b);
        { p.usage() } -> std::same_as<worker_usage>;
        { seen.workers() } -> std::same_as<std::vector<pid_t>>;
        { seen.width() } -> std::same_as<std::size_t>;
        { seen.usable() } -> std::same_as<bool>;
    };

/// A process pool that ships bytes with each call and outcome.
template <class P>
concept shipping_process_pool =
    batch_process_pool<P> &&
    std::constructible_from<P, std::size_t, std::function<process_body()>, parcel>;

/// A process pool that takes calls one by one, for an event loop: while `descriptor` is readable,
/// `poll` calls `ended` of what has ended, and so may `submit`. `withdraw` lets a call that has not
/// started end without, by `coro::cancelled`, at the latest when another ends. A worker's death
/// fails every call that has not ended.
template <class P>
concept posting_process_pool =
    std::constructible_from<P, std::size_t, std::function<process_body()>> &&
    requires(P& p, const P& seen, posted_call& call) {
        p.submit(call);
        { p.withdraw(call) } noexcept;
        { p.poll() } noexcept;
        { seen.descriptor() } -> std::same_as<int>;
        { seen.width() } -> std::same_as<std::size_t>;
    };

/// A loop that watches a descriptor: `watch` calls on the loop's thread while it is readable, until
/// what it returns is destroyed. The call may push to `ready`.
template <class L>
concept watching_loop = event_loop<L> && requires(L& l, int fd, std::function<void()> readable) {
    l.watch(fd, readable);
    { l.ready() } -> std::same_as<coro::ready_list&>;
};

} // namespace crossover
