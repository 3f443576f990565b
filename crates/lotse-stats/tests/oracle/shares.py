"""Makes shares.csv and shares_coverage.csv: intervals for all options of a question at once, and how often all hold.

statsmodels' `multinomial_proportions_confint(method="goodman")`, and for two options, which are one question, its Wilson; its
Clopper-Pearson at the level 1 − 0.05/k for k options.
Coverage of all intervals at once: by adding up scipy's multinomial probabilities of all outcomes where these are few, else
by 20,000 samples. Beside it, that of Sison and Glaz for up to 20 responses by 1,000 samples; statsmodels takes long for more.
"""
import warnings

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

from oracle import write

SHARES = [(0.2, 0.2, 0.2, 0.2, 0.2), (0.05, 0.1, 0.2, 0.4, 0.25), (0.3, 0.05, 0.05, 0.1, 0.5), (0.007, 0.01, 0.033, 0.17, 0.78),
          (0.3, 0.3, 0.4), (0.01, 0.09, 0.9), (0.1, 0.9),
          (0.002, 0.003, 0.02, 0.3, 0.675), (0.03, 0.01, 0.02, 0.02, 0.03, 0.07, 0.07, 0.12, 0.2, 0.18, 0.25)]


def goodman(counts):
    if len(counts) == 2:
        return np.array(proportion_confint(np.array(counts), sum(counts), method="wilson")).T
    return multinomial_proportions_confint(counts, method="goodman")


def exact(counts):
    each = 0.05 / (len(counts) if len(counts) > 2 else 1)
    return np.array(proportion_confint(np.array(counts), sum(counts), alpha=each, method="beta")).T


def cases():
    rng = np.random.default_rng(20261211)
    for case in range(220):
        options = int(rng.integers(2, 12))
        n = int(10 ** rng.uniform(0, [1, 2, 4, 8][case % 4]))
        yield rng.multinomial(max(n, 1), rng.dirichlet(np.full(options, rng.choice([0.2, 1.0, 5.0]))))


def rows():
    rows = []
    for counts in cases():
        n, row = counts.sum(), [" ".join(map(str, counts))]
        for bounds in (exact(counts), goodman(counts)):
            low = [0.0 if c == 0 else b[0] for c, b in zip(counts, bounds)]
            high = [1.0 if c == n else b[1] for c, b in zip(counts, bounds)]
            row += [" ".join(repr(float(x)) for x in side) for side in (low, high)]
        rows.append(row)
    return rows


def outcomes(n, options):
    if options == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in outcomes(n - first, options - 1):
            yield (first, *rest)


def held(method, counts, shares):
    bounds = method(np.array(counts))
    return bool(((bounds[:, 0] <= shares + 1e-12) & (shares <= bounds[:, 1] + 1e-12)).all())


def sison_glaz(counts):
    return multinomial_proportions_confint(counts, method="sison-glaz")


def coverage_rows():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(20261212)
    rows = []
    for shares in SHARES:
        p = np.array(shares)
        for n in (5, 10, 20, 50, 200, 1000):
            is_exact = len(p) <= 5 and n <= (10 if len(p) == 5 else 200)
            if is_exact:
                all_outcomes = np.array(list(outcomes(n, len(p))))
                weights = stats.multinomial.pmf(all_outcomes, n, p)
            else:
                drawn = rng.multinomial(n, p, size=20_000)
                all_outcomes, counts = np.unique(drawn, axis=0, return_counts=True)
                weights = counts / counts.sum()
            shares_held = [sum(w for x, w in zip(all_outcomes, weights) if held(method, x, p)) for method in (exact, goodman)]
            other = None
            if n <= 20:
                drawn, times = np.unique(rng.multinomial(n, p, size=1_000), axis=0, return_counts=True)
                other = sum(t for x, t in zip(drawn, times) if held(sison_glaz, x, p)) / 1_000
            rows.append(["exact" if is_exact else "drawn", n, " ".join(map(str, shares)), *shares_held, other])
    return rows


def make():
    return {
        "shares.csv": write("shares.csv", ["answers", "exact_low", "exact_high", "goodman_low", "goodman_high"], rows(), ("statsmodels", "numpy")),
        "shares_coverage.csv": write(
            "shares_coverage.csv", ["how", "n", "shares", "exact", "goodman", "sison_glaz"], coverage_rows(), ("statsmodels", "scipy")
        ),
    }
