"""Makes wilson.csv and median.csv.

The Wilson interval is statsmodels' `proportion_confint(method="wilson")`. The median is NumPy's
`quantile` (type 7); its interval lies between the order statistics that scipy's binomial quantile
chooses, found here by trying every rank, where the Rust code bisects. Both draw from one generator.
"""
import numpy as np
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

from oracle import write


def wilson_cases(rng):
    cases = {(0, 1), (1, 1), (0, 10), (10, 10), (9, 10), (81, 263), (15, 148), (0, 20), (1, 29)}
    for n in (1, 2, 3, 5, 8, 13, 29, 100, 999, 10_000, 1_000_000, 10**9):
        for x in {0, 1, n // 3, n // 2, n - 1, n}:
            if 0 <= x <= n:
                cases.add((x, n))
    while len(cases) < 240:
        n = int(10 ** rng.uniform(0, 7))
        cases.add((int(rng.integers(0, n + 1)), n))
    return sorted(cases, key=lambda c: (c[1], c[0]))


def wilson_rows(rng):
    return [[x, n, x / n, *proportion_confint(x, n, alpha=0.05, method="wilson")] for x, n in wilson_cases(rng)]


def ranks(n):
    best = 0
    for l in range(1, n // 2 + 1):
        if binom.cdf(l - 1, n, 0.5) <= 0.025:
            best = l
    return (best, n + 1 - best) if best else None


def median_rows(rng):
    rows = []
    for n in list(range(1, 40)) + [50, 64, 99, 100, 101, 250, 333, 500]:
        values = sorted(int(v) for v in np.round(rng.lognormal(3, 1.2, n) * 10))
        if n % 7 == 0:
            values = [v - v % 50 for v in values]
        r = ranks(n)
        xs = np.array(values) / 10.0
        bounds = [xs[r[0] - 1], xs[r[1] - 1]] if r else [None, None]
        rows.append([" ".join(map(str, values)), np.quantile(xs, 0.5), *bounds])
    return rows


def make():
    rng = np.random.default_rng(20261123)
    wilson = wilson_rows(rng)
    return {
        "wilson.csv": write("wilson.csv", ["successes", "n", "value", "low", "high"], wilson,
                            ("statsmodels", "scipy", "numpy")),
        "median.csv": write("median.csv", ["values_in_tenths", "median", "low", "high"], median_rows(rng)),
    }
