"""Boxes of atoms: which of them meet, and what a set of them leaves open.

A box holds a set of atoms for each column, a row is a box, and the rows are compared by sets of bits.
Without overlaps, volumes alone tell whether a region is covered; an overlap is cut out until it is gone.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import prod
from operator import or_, xor
from typing import Final, TypeAlias

Box: TypeAlias = tuple[int, ...]

_ROWS_LOOKED_AT: Final = 1_000_000


class Exhausted(Exception):
    """The rows are too entangled for the effort that one table is worth."""


class Effort:
    """What is left of the rows that may be looked at."""

    def __init__(self, rows: int = _ROWS_LOOKED_AT) -> None:
        self._left = rows

    def spend(self, rows: int) -> None:
        self._left -= rows
        if self._left < 0:
            raise Exhausted


def meet(a: Box, b: Box) -> Box | None:
    """Return what two boxes share, or None."""
    shared = tuple(x & y for x, y in zip(a, b, strict=True))
    return shared if all(shared) else None


def bits(mask: int) -> Iterator[int]:
    """Give the positions of the bits of a mask, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def neighbours(rows: Sequence[Box]) -> list[int]:
    """Return for each row the bits of the rows that it shares something with, its own among them."""
    everybody = (1 << len(rows)) - 1
    met = [everybody] * len(rows)
    for column in zip(*rows, strict=True):
        table = _Column(column)
        for i, mask in enumerate(column):
            met[i] &= table.rows_meeting(mask)
    return met


class _Column:
    """Answers which rows meet a set of atoms, by unions over stretches of atoms of doubled lengths."""

    def __init__(self, masks: Sequence[int]) -> None:
        width = max(mask.bit_length() for mask in masks)
        # A row comes in where a stretch of its atoms starts, and goes where it ends.
        changes = [0] * (width + 1)
        for row, mask in enumerate(masks):
            for start, end in _stretches(mask):
                changes[start] ^= 1 << row
                changes[end] ^= 1 << row
        self._unions = [list(accumulate(changes[:-1], xor))]
        self._known: dict[int, int] = {}
        while (1 << len(self._unions)) <= width:
            shorter, step = self._unions[-1], 1 << (len(self._unions) - 1)
            self._unions.append(list(map(or_, shorter, shorter[step:])))

    def rows_meeting(self, mask: int) -> int:
        if mask not in self._known:
            found = 0
            for start, end in _stretches(mask):
                level = (end - start).bit_length() - 1
                unions = self._unions[level]
                found |= unions[start] | unions[end - (1 << level)]
            self._known[mask] = found
        return self._known[mask]


def _stretches(mask: int) -> Iterator[tuple[int, int]]:
    """Give the runs of set bits: the first position, and the one after the last."""
    at = 0
    while mask:
        skipped = (mask & -mask).bit_length() - 1
        mask >>= skipped
        length = (~mask & (mask + 1)).bit_length() - 1
        yield at + skipped, at + skipped + length
        mask >>= length
        at += skipped + length


def uncovered(
    region: Box,
    rows: Sequence[Box],
    met: Sequence[int],
    effort: Effort,
    among: Sequence[int] | None = None,
) -> Box | None:
    """Return a part of the region that no row meets, or None if the rows cover it.

    ``met`` are the neighbours of the rows; ``among`` numbers those that count. Raises ``Exhausted``.
    """
    all_near = range(len(rows)) if among is None else among
    waiting = [(region, list(all_near))] if all(region) else []
    while waiting:
        box, near = waiting.pop()
        effort.spend(len(near) + 1)
        shares = {i: shared for i in near if (shared := meet(rows[i], box)) is not None}
        if not shares:
            return box
        if box in shares.values():  # Covered by one row alone.
            continue
        missing = _volume(box) - sum(map(_volume, shares.values()))
        crowded = _crowded(shares, met)
        if missing > 0:
            parts = _halves(box)
        elif crowded is None:
            continue
        else:
            parts = _split_off(box, shares[crowded])
        waiting += [(part, list(shares)) for part in parts]
    return None


def widened(box: Box, region: Box, rows: Sequence[Box]) -> Box:
    """Return a largest box within the region around one that no row meets."""
    grown = list(box)
    for column in range(len(box)):
        blocked = 0
        for row in rows:
            if all(a & b for c, (a, b) in enumerate(zip(row, grown, strict=True)) if c != column):
                blocked |= row[column]
        grown[column] = region[column] & ~blocked
    return tuple(grown)


def _volume(box: Box) -> int:
    return prod(mask.bit_count() for mask in box)


def _crowded(shares: dict[int, Box], met: Sequence[int]) -> int | None:
    """Return the largest of those rows that share something with another one, or None."""
    present = sum(1 << i for i in shares)
    crowd = [i for i in shares if met[i] & present & ~(1 << i)]
    return max(crowd, key=lambda i: _volume(shares[i])) if crowd else None


def _halves(box: Box) -> list[Box]:
    """Cut a box across its longest side."""
    column = max(range(len(box)), key=lambda c: box[c].bit_count())
    mask = box[column]
    lowest = (mask & -mask).bit_length()
    lower = mask & ((1 << (lowest + mask.bit_length()) // 2) - 1)
    return [_with(box, column, mask & ~lower), _with(box, column, lower)]


def _split_off(box: Box, share: Box) -> list[Box]:
    """Cut a box into what lies beside a share of it, in one column, and the rest."""
    column = next(c for c, (a, b) in enumerate(zip(box, share, strict=True)) if a & ~b)
    inside = box[column] & share[column]
    return [_with(box, column, box[column] & ~inside), _with(box, column, inside)]


def _with(box: Box, column: int, mask: int) -> Box:
    return (*box[:column], mask, *box[column + 1 :])
