"""Orders in which position effects cancel: Williams' designs, seeded.

In a Williams design every contender stands once in every place, and follows every other equally
often, so that neither a drift within a block nor what a contender leaves behind favours anyone (E.
J. Williams 1949). For an even number n of contenders it takes n rows, for an odd one 2 n: the
square and its mirror image.
"""

import random


def square(count: int) -> list[list[int]]:
    """The rows of a Williams design for `count` contenders, numbered from 0; every run of `count`
    rows is a Latin square."""
    first = [0]
    for step in range(1, count):
        first.append((step + 1) // 2 if step % 2 else count - step // 2)
    rows = [[(place + shift) % count for place in first] for shift in range(count)]
    return rows if count % 2 == 0 else rows + [row[::-1] for row in rows]


def order(count: int, block: int, seed: str) -> list[int]:
    """The order of a cell's `count` contenders in a block: a row of a design whose labels and rows
    `seed` has shuffled.

    After all rows a new shuffle begins. A block's order depends on nothing but the arguments.
    """
    if count < 2:
        return list(range(count))
    rows = square(count)
    turn, place = divmod(block, len(rows))
    rng = random.Random(f"{seed}/{turn}")
    labels = list(range(count))
    rng.shuffle(labels)
    shuffled: list[int] = []
    for start in range(0, len(rows), count):
        part = list(range(start, start + count))
        rng.shuffle(part)
        shuffled += part
    return [labels[number] for number in rows[shuffled[place]]]
