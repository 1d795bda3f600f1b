/* engines/ring/task_ring.hpp in small: one producer, two consumers, a ring of four slots, claims of
 * two, six tasks, so that slots are used again while others are late. A step is one access to what
 * they share, and what follows from it; spin goes through all orders of the steps. It checks that
 *   - a task is taken once, and is the one that was put at its position;
 *   - the producer fills a slot again only when its task has been taken.
 * The steps of a process stand in the order that acquire and release keep in the code. Each of
 * these breaks one claim of the protocol, and must be found out (tests/models/ring_test.py):
 *   SHOW_LATE     a range is shown after the head has moved, and not before
 *   RANGES_FIRST  the producer looks at the ranges before it looks at the head
 *   TAKE_BLINDLY  a task is taken out of a range without a compare-and-swap
 *   FILL_EARLY    a slot says that it holds a task before the task is in it
 */
#define SLOTS 4
#define TASKS 6
#define CONSUMERS 2
#define CLAIM 2

/* a range: position of its next task, how many are left, whether it is only wished for */
#define PACKED(next, left, wish) ((next) * 8 + (left) * 2 + (wish))
#define NEXT(word) ((word) / 8)
#define LEFT(word) (((word) / 2) % 4)
#define WISH(word) ((word) % 2)

byte head;
byte holds[SLOTS];   /* one more than the position of the task; 0: none yet */
byte inside[SLOTS];  /* the task itself: its position, and one more, so that 0 is none */
byte range[CONSUMERS];
bool taken[TASKS + 1];
byte ended;

inline take(position, task) {
    assert(task == position + 1);
    assert(!taken[task]);
    taken[task] = true;
    ended++
}

proctype producer() {
    byte tail = 0, free_below = 0, seen = 0, i = 0;
    do
    :: tail == TASKS -> break
    :: tail < TASKS && tail - free_below < SLOTS ->
        /* put(): the task, then, with release, that it is there */
#ifdef FILL_EARLY
        holds[tail % SLOTS] = tail + 1;
        inside[tail % SLOTS] = tail + 1;
#else
        d_step {
            assert(holds[tail % SLOTS] == 0 || taken[holds[tail % SLOTS]]);
            inside[tail % SLOTS] = tail + 1
        }
        holds[tail % SLOTS] = tail + 1;
#endif
        tail++
    :: tail < TASKS && tail - free_below >= SLOTS ->
        /* is_full(): the head, then the ranges */
#ifdef RANGES_FIRST
        free_below = TASKS;
#else
        free_below = head;
#endif
        do
        :: i == CONSUMERS -> i = 0; break
        :: i < CONSUMERS ->
            d_step {
                seen = range[i];
                if
                :: LEFT(seen) > 0 && NEXT(seen) < free_below -> free_below = NEXT(seen)
                :: else
                fi;
                seen = 0;
                i++
            }
        od;
#ifdef RANGES_FIRST
        free_below = (head < free_below -> head : free_below)
#endif
    od
}

proctype consumer(byte me) {
    byte position = 0, seen = 0, task = 0, count = 0, from = 0;
    bool wished = false;
    do
    :: ended == TASKS -> break
    :: ended < TASKS ->
        if
        :: atomic { LEFT(range[me]) == 0 -> position = head; goto look }
        :: atomic { seen = range[me]; from = me; goto again }
        :: atomic { seen = range[1 - me]; from = 1 - me; goto again }
        fi;

look:
        atomic { /* what the slot holds */
            seen = holds[position % SLOTS];
            count = 1;
            if
            :: seen > position + 1 -> count = 0 /* claimed meanwhile */
            :: seen < position + 1 -> goto none /* not there yet */
            :: else
            fi;
            seen = 0
        }
        if
        :: atomic { count == 0 -> position = head; goto look }
        :: atomic { /* two, if twice as many are there; or one, as of tasks that take long */
               count > 0;
               if
               :: holds[(position + 2 * CLAIM - 1) % SLOTS] > position + 2 * CLAIM - 1 ->
                   count = CLAIM
               :: true
               fi
           }
        fi;
#ifndef SHOW_LATE
        if
        :: count > 1 -> range[me] = PACKED(position, count, 1)
        :: count == 1 && wished -> range[me] = 0
        :: count == 1 && !wished
        fi;
#endif
        atomic { task = inside[position % SLOTS]; wished = count > 1 }
        atomic { /* compare-and-swap of the head */
            if
            :: head == position -> head = position + count; take(position, task); task = 0
            :: else -> position = head; task = 0; goto look
            fi
        }
        if
        :: count > 1 -> range[me] = PACKED(position + 1, count - 1, 0)
        :: else
        fi;
        wished = false;
        goto next;

none:   if
#ifndef SHOW_LATE
        :: wished -> range[me] = 0
#endif
        :: else
        fi;
        wished = false;
        goto next;

again:
        atomic {
            if
            :: LEFT(seen) == 0 || WISH(seen) == 1 -> goto next
            :: else
            fi;
            task = inside[NEXT(seen) % SLOTS]
        }
#ifdef TAKE_BLINDLY
        range[from] = PACKED(NEXT(seen) + 1, LEFT(seen) - 1, 0);
        take(NEXT(seen), task);
#else
        atomic { /* compare-and-swap of the range */
            if
            :: range[from] == seen ->
                range[from] = PACKED(NEXT(seen) + 1, LEFT(seen) - 1, 0);
                take(NEXT(seen), task)
            :: else -> seen = range[from]; goto again
            fi
        }
#endif
next:
        atomic { position = 0; seen = 0; task = 0; count = 0; from = 0 }
    od
}

init {
    atomic {
        run producer();
        run consumer(0);
        run consumer(1)
    }
}
