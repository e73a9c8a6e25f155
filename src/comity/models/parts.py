"""Parts of a likelihood that run side by side and are added up."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

__all__ = ["Part", "side_by_side"]

# log-likelihood, score (p,), information (p, p)
Part = tuple[float, np.ndarray, np.ndarray]


def side_by_side(part: Callable[[int, int], Part], stretches: Sequence[tuple[int, int]]) -> Part:
    """The sum of ``part(start, stop)`` over stretches of readings, on as many cores as there are.

    The stretches depend on the design alone, so the number of cores changes no digit.
    """
    if len(stretches) == 1:
        return part(*stretches[0])
    with ThreadPoolExecutor(min(len(stretches), os.cpu_count() or 1)) as pool:
        parts = list(pool.map(lambda stretch: part(*stretch), stretches))
    ll, score, info = parts[0]
    for each in parts[1:]:
        ll, score, info = ll + each[0], score + each[1], info + each[2]
    return ll, score, info
