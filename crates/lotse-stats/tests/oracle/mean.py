"""Makes mean.csv: Student's interval, the geometric mean, and Welch's interval with its test.

scipy's `t.interval` and `gmean`; statsmodels' `CompareMeans` with unequal variances. Values are whole
numbers with counts, from a handful to a thousand million.
"""
import numpy as np
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from oracle import write


def samples(rng):
    for case in range(230):
        kinds = int(rng.integers(2, 12))
        values = np.unique(np.round(rng.lognormal(4, 1.5, kinds)).astype(int) + 1)
        largest = [3, 20, 1000, 10**6, 10**9][case % 5]
        counts = np.maximum(1, (10 ** rng.uniform(0, np.log10(largest), len(values))).astype(int))
        if len(values) > 1:
            yield values, counts


def text(values, counts):
    return " ".join(f"{v}x{c}" for v, c in zip(values, counts))


def student(values, counts):
    values = np.asarray(values, float)
    n = float(counts.sum())
    mean = float((values * counts).sum() / n)
    squares = float((counts * (values - mean) ** 2).sum())
    error = np.sqrt(squares / (n - 1) / n)
    return mean, *stats.t.interval(0.95, n - 1, mean, error)


def rows():
    rng = np.random.default_rng(20261205)
    rows, before = [], None
    for values, counts in samples(rng):
        mean, low, high = student(values, counts)
        if counts.sum() <= 1000:
            single = np.repeat(values, counts)
            reference = DescrStatsW(single).tconfint_mean(0.05)
            assert np.allclose(reference, (low, high), rtol=1e-10), (values, counts)
            assert np.isclose(stats.gmean(single), np.exp(student(np.log(values), counts)[0]))
        geometric = [float(np.exp(bound)) for bound in student(np.log(values), counts)]
        if before is not None:
            first, second = (DescrStatsW(v.astype(float), weights=c) for v, c in ((values, counts), before))
            compared = CompareMeans(first, second)
            welch = compared.tconfint_diff(0.05, usevar="unequal")
            p = compared.ttest_ind(usevar="unequal")[1]
            rows.append([text(values, counts), text(*before), mean, low, high, *geometric, *welch, p])
        before = (values, counts)
    return rows


def make():
    head = ["group", "reference", "mean", "low", "high", "geometric", "geometric_low", "geometric_high",
            "welch_low", "welch_high", "welch_p"]
    return {"mean.csv": write("mean.csv", head, rows(), ("statsmodels", "scipy", "numpy"))}
