"""Makes proportion.csv, weighted.csv and coverage.csv: intervals for one proportion, and how often they hold.

Agresti-Coull and Clopper-Pearson are statsmodels' `proportion_confint`, checked against scipy's
`binomtest` where n is small enough; Jeffreys is scipy's beta quantile with the two exceptions that
Brown, Cai and DasGupta state. Coverage is the sum of scipy's binomial probabilities over all counts
whose interval holds the true share.
"""
import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from oracle import write


def cases():
    rng = np.random.default_rng(20261203)
    cases = {(0, 1), (1, 1), (0, 10), (10, 10), (9, 10), (81, 263), (15, 148), (0, 20), (1, 29)}
    for n in (1, 2, 3, 5, 8, 13, 29, 100, 999, 10_000, 1_000_000, 10**8, 10**9):
        for x in {0, 1, n // 1000, n // 3, n // 2, n - 1, n}:
            if 0 <= x <= n:
                cases.add((x, n))
    while len(cases) < 260:
        n = int(10 ** rng.uniform(0, 9))
        share = rng.choice([rng.uniform(), 10 ** rng.uniform(-6, 0), 1 - 10 ** rng.uniform(-6, 0)])
        cases.add((int(n * share), n))
    return sorted(cases, key=lambda c: (c[1], c[0]))


def jeffreys(x, n):
    low = 0.0 if x == 0 else stats.beta.ppf(0.025, x + 0.5, n - x + 0.5)
    high = 1.0 if x == n else stats.beta.isf(0.025, x + 0.5, n - x + 0.5)
    return low, high


def agresti_coull(x, n):
    low, high = proportion_confint(x, n, alpha=0.05, method="agresti_coull")
    return 0.0 if x == 0 else max(low, 0.0), 1.0 if x == n else min(high, 1.0)


def clopper_pearson(x, n):
    low, high = proportion_confint(x, n, alpha=0.05, method="beta")
    if n <= 10_000:
        exact = stats.binomtest(x, n).proportion_ci(0.95, method="exact")
        assert abs(exact.low - low) < 1e-9 and abs(exact.high - high) < 1e-9, (x, n)
    return low, high


def wilson(x, n):
    return proportion_confint(x, n, alpha=0.05, method="wilson")


METHODS = {"agresti-coull": agresti_coull, "clopper-pearson": clopper_pearson, "jeffreys": jeffreys}


def interval_rows():
    return [[name, x, n, *method(x, n)] for name, method in METHODS.items() for x, n in cases()]


def weighted_rows():
    """Wilson's interval of fewer observations than were counted: those that weights of this variance leave."""
    rows = []
    for variance in (0.0, 0.5, 1.0):
        for x, n in cases():
            size = n / (1.0 + variance)
            low, high = proportion_confint(x / (1.0 + variance), size, alpha=0.05, method="wilson")
            rows.append([variance, x, n, 0.0 if x == 0 else low, 1.0 if x == n else high])
    return rows


def coverage_rows():
    # No share of this grid is a bound of any of these intervals.
    shares = [0.0007 + k * 0.0123 for k in range(41)]
    rows = []
    for n in (5, 10, 20, 50, 100):
        for p in shares:
            weights = stats.binom.pmf(np.arange(n + 1), n, p)
            row = [n, p]
            for method in (wilson, agresti_coull, clopper_pearson, jeffreys):
                bounds = [method(x, n) for x in range(n + 1)]
                row.append(sum(w for w, (low, high) in zip(weights, bounds) if low <= p <= high))
            rows.append(row)
    return rows


def make():
    return {
        "proportion.csv": write(
            "proportion.csv",
            ["method", "successes", "n", "low", "high"],
            interval_rows(),
            ("statsmodels", "scipy", "numpy"),
        ),
        "weighted.csv": write(
            "weighted.csv",
            ["variance", "successes", "n", "low", "high"],
            weighted_rows(),
            ("statsmodels",),
        ),
        "coverage.csv": write(
            "coverage.csv",
            ["n", "share", "wilson", "agresti_coull", "clopper_pearson", "jeffreys"],
            coverage_rows(),
            ("statsmodels", "scipy", "numpy"),
        ),
    }
