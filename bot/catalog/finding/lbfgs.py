"""Finding the lowest point of a smooth function of many numbers (L-BFGS, Nocedal 1980)."""

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Point = NDArray[np.float32]

REMEMBERED = 8  # steps whose curvature is remembered
FLAT = 1e-3  # a slope so much less steep than the first is flat
FALLS_BY = 1e-4  # share of what the slope promises that a step must keep (Armijo)


def lowest(height_and_slope: Callable[[Point], tuple[float, Point]], start: Point, steps: int) -> Point:
    """Walk down from `start` until it is flat, `steps` at most."""
    here = start
    height, slope = height_and_slope(here)
    flat = FLAT * _length(slope)
    remembered: deque[tuple[Point, Point, float]] = deque(maxlen=REMEMBERED)
    for _ in range(steps):
        if _length(slope) <= flat:
            break
        way = -_straightened(slope, remembered)
        stride = 1.0 if remembered else 1 / _length(slope)
        promise = float(slope @ way)
        while True:
            there = here + np.float32(stride) * way
            height_there, slope_there = height_and_slope(there)
            if height_there <= height + FALLS_BY * stride * promise or stride < FLAT:
                break
            stride /= 2
        bend = float((there - here) @ (slope_there - slope))
        if bend > 0:
            remembered.append((there - here, slope_there - slope, bend))
        here, height, slope = there, height_there, slope_there
    return here


def _length(slope: Point) -> float:
    return float(np.linalg.norm(slope))


def _straightened(slope: Point, remembered: deque[tuple[Point, Point, float]]) -> Point:
    """Return the slope as it would be if the function bent the same in every direction."""
    shares = []
    for step, turn, bend in reversed(remembered):
        share = float(step @ slope) / bend
        shares.append(share)
        slope = slope - np.float32(share) * turn
    if remembered:
        _, turn, bend = remembered[-1]
        slope = slope * np.float32(bend / float(turn @ turn))
    for (step, turn, bend), share in zip(remembered, reversed(shares), strict=True):
        slope = slope + np.float32(share - float(turn @ slope) / bend) * step
    return slope
