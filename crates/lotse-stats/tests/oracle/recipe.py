"""Makes wilson.csv and median.csv: expected values by an independent implementation.

    python3 -m venv oracle && oracle/bin/pip install statsmodels==0.15.0 scipy numpy
    oracle/bin/python recipe.py

The Wilson interval is statsmodels' `proportion_confint(method="wilson")`. The median is NumPy's
`quantile` (type 7); its interval lies between the order statistics that scipy's binomial quantile
chooses, found here by trying every rank, where the Rust code bisects.
"""
import csv
import pathlib

import numpy as np
import scipy
import statsmodels
from scipy.stats import binom
from statsmodels.stats.proportion import proportion_confint

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261123)


def wilson_cases():
    cases = {(0, 1), (1, 1), (0, 10), (10, 10), (9, 10), (81, 263), (15, 148), (0, 20), (1, 29)}
    for n in (1, 2, 3, 5, 8, 13, 29, 100, 999, 10_000, 1_000_000, 10**9):
        for x in {0, 1, n // 3, n // 2, n - 1, n}:
            if 0 <= x <= n:
                cases.add((x, n))
    while len(cases) < 240:
        n = int(10 ** rng.uniform(0, 7))
        cases.add((int(rng.integers(0, n + 1)), n))
    return sorted(cases, key=lambda c: (c[1], c[0]))


with open(here / "wilson.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    f.write(f"# statsmodels {statsmodels.__version__}, scipy {scipy.__version__}, numpy {np.__version__}; see recipe.py\n")
    out.writerow(["successes", "n", "value", "low", "high"])
    for x, n in wilson_cases():
        low, high = proportion_confint(x, n, alpha=0.05, method="wilson")
        out.writerow([x, n, repr(x / n), repr(float(low)), repr(float(high))])


def ranks(n):
    best = 0
    for l in range(1, n // 2 + 1):
        if binom.cdf(l - 1, n, 0.5) <= 0.025:
            best = l
    return (best, n + 1 - best) if best else None


with open(here / "median.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    f.write(f"# scipy {scipy.__version__}, numpy {np.__version__}; see recipe.py\n")
    out.writerow(["values_in_tenths", "median", "low", "high"])
    for n in list(range(1, 40)) + [50, 64, 99, 100, 101, 250, 333, 500]:
        values = sorted(int(v) for v in np.round(rng.lognormal(3, 1.2, n) * 10))
        if n % 7 == 0:
            values = [v - v % 50 for v in values]
        r = ranks(n)
        xs = np.array(values) / 10.0
        out.writerow([
            " ".join(map(str, values)),
            repr(float(np.quantile(xs, 0.5))),
            repr(float(xs[r[0] - 1])) if r else "",
            repr(float(xs[r[1] - 1])) if r else "",
        ])
