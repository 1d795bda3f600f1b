/* Loaded into every process of a sample (LD_PRELOAD): interrupts its system calls so many times a
 * second, or lets its wall clock jump, as the environment says.
 *
 * CROSSOVER_FAULTS_HZ=1000   a signal with a handler and without SA_RESTART, so that calls fail with
 *                            EINTR; in forked processes as well
 * CROSSOVER_FAULTS_STEP=1    CLOCK_REALTIME, gettimeofday and time jump by up to a day, to and fro
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static void nothing(int number) {
    (void)number;
}

static void begin(void) {
    const char* hertz = getenv("CROSSOVER_FAULTS_HZ");
    if (hertz == NULL || atoi(hertz) <= 0) {
        return;
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = nothing;
    sigaction(SIGRTMIN + 3, &action, NULL);
    struct sigevent told;
    memset(&told, 0, sizeof told);
    told.sigev_notify = SIGEV_SIGNAL;
    told.sigev_signo = SIGRTMIN + 3;
    timer_t timer;
    if (timer_create(CLOCK_MONOTONIC, &told, &timer) == 0) {
        const struct timespec often = {0, 1000000000L / atoi(hertz)};
        const struct itimerspec when = {often, often};
        timer_settime(timer, 0, &when, NULL);
    }
}

__attribute__((constructor)) static void loaded(void) {
    begin();
    pthread_atfork(NULL, NULL, begin); /* a fork inherits no timer */
}

static time_t step(void) {
    static unsigned state = 12345;
    if (getenv("CROSSOVER_FAULTS_STEP") == NULL) {
        return 0;
    }
    state = state * 1103515245u + 12345u;
    return (time_t)(state >> 8) % 172800 - 86400;
}

int clock_gettime(clockid_t clock, struct timespec* now) {
    static int (*real)(clockid_t, struct timespec*);
    if (real == NULL) {
        real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
    }
    const int result = real(clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += step();
    }
    return result;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
    (void)zone;
    struct timespec seen;
    const int result = clock_gettime(CLOCK_REALTIME, &seen);
    now->tv_sec = seen.tv_sec;
    now->tv_usec = seen.tv_nsec / 1000;
    return result;
}

time_t time(time_t* into) {
    struct timespec seen;
    clock_gettime(CLOCK_REALTIME, &seen);
    if (into != NULL) {
        *into = seen.tv_sec;
    }
    return seen.tv_sec;
}
