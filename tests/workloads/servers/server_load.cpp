/// A tool, run by hand: what the TCP server reaches, beside the least server that epoll allows.
///   server_load IN_FLIGHT REQUESTS [DELAY_US [BYTES [ROUNDS]]]
/// For each it prints requests a second, the server's CPU for each request, and the round trip's
/// time beyond the delay; then, over rounds in turn, the server's throughput and CPU as ratios to
/// that server's.

#include "base/clock.hpp"
#include "base/unique_fd.hpp"
#include "tests/workloads/servers/server_client.hpp"
#include "workloads/servers/server_process.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

using namespace crossover;

struct load {
    std::size_t in_flight = 1;
    std::size_t requests = 1;
    std::uint32_t delay_us = 0;
    std::uint32_t bytes = 64;
};

struct outcome {
    double seconds = 0;
    std::vector<std::int64_t> beyond_delay_ns;
};

struct client_connection {
    unique_fd socket;
    std::int64_t sent_ns = 0;
    std::size_t got = 0;
};

void request(client_connection& client, const load& work, std::vector<std::byte>& buffer,
             std::uint64_t index) {
    wait::encode({.index = index, .delay_us = work.delay_us}, work.bytes, buffer.data());
    client.sent_ns = now_ns();
    client.got = 0;
    if (::send(client.socket.get(), buffer.data(), work.bytes, MSG_NOSIGNAL) !=
        static_cast<ssize_t>(work.bytes)) {
        std::perror("send");
        std::exit(1);
    }
}

/// Keeps so many requests in flight, one a connection, on one thread.
outcome drive(std::uint16_t port, const load& work) {
    std::vector<client_connection> clients(work.in_flight);
    const unique_fd epoll(::epoll_create1(EPOLL_CLOEXEC));
    for (std::size_t i = 0; i < clients.size(); ++i) {
        clients[i].socket = servers::connect_to(port);
        const int fd = clients[i].socket.get();
        ::fcntl(fd, F_SETFL, work.bytes > 4096 ? 0 : O_NONBLOCK);
        epoll_event event{.events = EPOLLIN | EPOLLET, .data = {.u64 = i}};
        if (work.bytes > 4096) {
            event.events = EPOLLIN;
        }
        ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event);
    }
    std::vector<std::byte> buffer(work.bytes);
    outcome result;
    result.beyond_delay_ns.reserve(work.requests);
    std::uint64_t index = 0;
    const auto begin = now_ns();
    for (auto& client : clients) {
        request(client, work, buffer, index++);
    }
    std::vector<epoll_event> events(256);
    while (result.beyond_delay_ns.size() < work.requests) {
        const int count =
            ::epoll_wait(epoll.get(), events.data(), static_cast<int>(events.size()), 10'000);
        if (count <= 0) {
            std::fputs("server_load: no reply for 10 s\n", stderr);
            std::exit(1);
        }
        for (int i = 0; i < count; ++i) {
            auto& client = clients[events[static_cast<std::size_t>(i)].data.u64];
            const auto got = ::recv(client.socket.get(), buffer.data(), buffer.size(), 0);
            if (got <= 0) {
                std::fputs("server_load: the server closed a connection\n", stderr);
                std::exit(1);
            }
            client.got += static_cast<std::size_t>(got);
            if (client.got < work.bytes) {
                continue;
            }
            result.beyond_delay_ns.push_back(now_ns() - client.sent_ns -
                                             std::int64_t{work.delay_us} * 1000);
            if (index < work.requests) {
                request(client, work, buffer, index++);
            }
        }
    }
    result.seconds = static_cast<double>(now_ns() - begin) / 1e9;
    return result;
}

/// The least that can answer: level-triggered, one recv and one send a request, no parsing.
[[noreturn]] void echo(int listener) {
    const unique_fd epoll(::epoll_create1(0));
    epoll_event event{.events = EPOLLIN, .data = {.fd = listener}};
    ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, listener, &event);
    std::vector<epoll_event> events(256);
    static char buffer[4096];
    for (;;) {
        const int count = ::epoll_wait(epoll.get(), events.data(), 256, -1);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == listener) {
                const int client = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
                const int on = 1;
                ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                event = {.events = EPOLLIN, .data = {.fd = client}};
                ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, client, &event);
                continue;
            }
            const auto got = ::recv(fd, buffer, sizeof buffer, 0);
            if (got <= 0) {
                ::close(fd);
            } else {
                static_cast<void>(::send(fd, buffer, static_cast<std::size_t>(got), MSG_NOSIGNAL));
            }
        }
    }
}

/// What a round says of a server.
struct figures {
    double requests_per_s = 0;
    double cpu_us = 0; ///< for each request
};

figures print(const char* name, const load& work, outcome result, std::int64_t cpu_ns) {
    auto& times = result.beyond_delay_ns;
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return static_cast<double>(
                   times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))]) /
               1e3;
    };
    const auto requests = static_cast<double>(work.requests);
    std::printf(
        "%-9s in_flight %5zu delay_us %6u bytes %7u: %8.0f requests/s, server cpu %5.2f us, "
        "beyond delay min %.1f p50 %.1f p90 %.1f p99 %.1f max %.1f us\n",
        name, work.in_flight, work.delay_us, work.bytes, requests / result.seconds,
        static_cast<double>(cpu_ns) / requests / 1e3, at(0), at(0.5), at(0.9), at(0.99), at(1));
    return {requests / result.seconds, static_cast<double>(cpu_ns) / requests / 1e3};
}

/// Medians over rounds, so that a neighbour that disturbs one does not decide.
void compare(std::vector<figures> echo, std::vector<figures> server) {
    std::vector<double> speed;
    std::vector<double> cpu;
    for (std::size_t i = 0; i < echo.size(); ++i) {
        speed.push_back(server[i].requests_per_s / echo[i].requests_per_s);
        cpu.push_back(server[i].cpu_us / echo[i].cpu_us);
    }
    std::ranges::sort(speed);
    std::ranges::sort(cpu);
    const auto middle = speed.size() / 2;
    std::printf("tcp_server / echo, median of %zu rounds: %.2f of its requests a second (to be 0.8 "
                "at least), %.2f of its CPU\n",
                speed.size(), speed[middle], cpu[middle]);
}

std::int64_t cpu_ns_of(pid_t pid) {
    clockid_t clock{};
    timespec used{};
    ::clock_getcpuclockid(pid, &clock);
    ::clock_gettime(clock, &used);
    return used.tv_sec * 1'000'000'000 + used.tv_nsec;
}

figures measure_echo(const load& work) {
    const unique_fd listener(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address = servers::loopback(0);
    socklen_t size = sizeof address;
    static_cast<void>(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size));
    ::listen(listener.get(), 4096);
    ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size);
    const pid_t pid = ::fork();
    if (pid == 0) {
        echo(listener.get());
    }
    auto result = drive(ntohs(address.sin_port), work);
    const auto cpu_ns = cpu_ns_of(pid);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return print("echo", work, std::move(result), cpu_ns);
}

figures measure_server(const load& work) {
    servers::server_process server(1);
    server.reset();
    auto result = drive(server.port(), work);
    return print("tcp_server", work, std::move(result), server.stats().cpu_ns);
}

} // namespace

int main(int argc, char** argv) {
    load work;
    const auto argument = [&](int i, unsigned long fallback) {
        return i < argc ? std::strtoul(argv[i], nullptr, 10) : fallback;
    };
    work.in_flight = argument(1, 64);
    work.requests = std::max(argument(2, 200'000), work.in_flight);
    work.delay_us = static_cast<std::uint32_t>(argument(3, 0));
    work.bytes = static_cast<std::uint32_t>(argument(4, 64));
    try {
        if (work.delay_us > 0 ||
            work.bytes > 4096) { // the least server knows neither delays nor long messages
            measure_server(work);
            return 0;
        }
        std::vector<figures> echo;
        std::vector<figures> server;
        for (unsigned long rounds = std::max(argument(5, 5), 1UL); rounds > 0; --rounds) {
            echo.push_back(measure_echo(work));
            server.push_back(measure_server(work));
        }
        compare(std::move(echo), std::move(server));
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "server_load: error: %s\n", failure.what());
        return 1;
    }
}
