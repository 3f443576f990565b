"""Makes quantile.csv: quantiles of any order with the interval between order statistics.

The value is numpy's `quantile` (type 7). The ranks come from scipy's binomial quantile: the largest l
with P(B <= l - 1) <= 0.025, and the smallest u with P(B >= u) <= 0.025, found by trying neighbors.
Values are the ranks themselves times a step, each as often as stated, so that huge samples fit a line.
"""
import numpy as np
from scipy.stats import binom

from oracle import write


def ranks(n, p):
    low = int(binom.ppf(0.025, n, p))
    while low >= 1 and binom.cdf(low - 1, n, p) > 0.025:
        low -= 1
    while low + 1 <= n and binom.cdf(low, n, p) <= 0.025:
        low += 1
    high = int(binom.isf(0.025, n, p)) + 1
    while high <= n and binom.sf(high - 1, n, p) > 0.025:
        high += 1
    while high - 1 >= 1 and binom.sf(high - 2, n, p) <= 0.025:
        high -= 1
    return (low, high) if low >= 1 and high <= n else None


def rows():
    rng = np.random.default_rng(20261204)
    rows = []
    sizes = [1, 2, 3, 5, 6, 9, 12, 13, 20, 40, 77, 100, 150, 368, 500]
    for n in sizes:
        for p in (0.0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0):
            kinds = int(rng.integers(1, 9))
            values = np.sort(rng.integers(0, 1000, kinds)) if n > 100 else None
            if values is None:
                sample = np.sort(rng.integers(0, 1000, n))
            else:
                sample = np.sort(rng.choice(values, n))
            row(rows, sample, p)
    for n in (10_000, 123_457, 1_000_000):
        for p in (0.01, 0.25, 0.5, 0.75, 0.99):
            for _ in range(5):
                sample = np.sort(np.round(rng.lognormal(3, 1, n), 0 if n > 10_000 else 1))
                sample = np.minimum(sample, 400)
                row(rows, np.round(sample / 20) * 20 if n > 10_000 else np.round(sample / 10) * 10, p)
    return rows


def row(rows, sample, p):
    values, counts = np.unique(sample, return_counts=True)
    r = ranks(len(sample), p)
    text = " ".join(f"{int(v)}x{c}" for v, c in zip(values, counts))
    bounds = [float(sample[r[0] - 1]), float(sample[r[1] - 1])] if r else [None, None]
    rows.append([text, p, float(np.quantile(sample.astype(float), p)), *bounds, *(r or [None, None])])


def make():
    head = ["values_with_counts", "p", "value", "low", "high", "low_rank", "high_rank"]
    return {"quantile.csv": write("quantile.csv", head, rows())}
