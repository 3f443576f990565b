"""Makes beta.csv and distribution.csv: what the intervals are computed from.

The incomplete beta function by mpmath with 40 digits: its series where a parameter is small, else by
integrating the density piece by piece. Normal, Student's and noncentral t, binomial and chi-square by scipy.
"""
import mpmath
import numpy as np
from mpmath import mp, mpf
from scipy import integrate, stats

from oracle import write


def beta_tails(a, b, x):
    a, b, x = mpf(a), mpf(b), mpf(x)
    n = a + b
    log_beta = mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(n)
    if min(a, b) < 30:
        if a <= b:
            below = x**a / a * mpmath.exp(-log_beta) * mpmath.hyp2f1(a, 1 - b, a + 1, x)
            return below, 1 - below
        above = (1 - x) ** b / b * mpmath.exp(-log_beta) * mpmath.hyp2f1(b, 1 - a, b + 1, 1 - x)
        return 1 - above, above

    def density(t):
        return mpmath.exp((a - 1) * mpmath.log(t) + (b - 1) * mpmath.log1p(-t) - log_beta)

    spread = mpmath.sqrt(a * b / (n * n * (n + 1)))
    if x <= a / n:
        below = mpmath.quad(density, [max(mpf(0), x - k * spread / 2) for k in range(30, -1, -1)])
        return below, 1 - below
    above = mpmath.quad(density, [min(mpf(1), x + k * spread / 2) for k in range(0, 31)])
    return 1 - above, above


def beta_rows():
    rng = np.random.default_rng(20261201)
    mp.dps = 40
    sizes = [0.5, 1, 1.5, 2, 7.25, 40, 300.5, 5e3, 1e5, 3e6, 4e7, 9.9e7, 1.5e8, 1e9, 5e11]
    rows = []
    for a in sizes:
        for b in sizes:
            mean, spread = a / (a + b), np.sqrt(a * b / (a + b) ** 2 / (a + b + 1))
            x = mean + spread * rng.uniform(-3, 3)
            x = float(np.clip(x, mean * 0.05, 1 - (1 - mean) * 0.05))
            rows.append([float(a), float(b), x, *beta_tails(a, b, x)])
    mp.dps = 15
    return rows


def outside(t, shift, freedom):
    """P(|T| > t). scipy's noncentral t has no value for some lower tails: there by integration."""
    above, below = stats.nct.sf(t, freedom, shift), stats.nct.cdf(-t, freedom, shift)
    if not np.isfinite(below):
        chi = stats.chi(freedom, scale=1 / np.sqrt(freedom))
        below = integrate.quad(lambda s: stats.norm.cdf(-shift - t * s) * chi.pdf(s), 0, np.inf)[0]
    return above + below


def other_rows():
    rng = np.random.default_rng(20261202)
    rows = []
    for z in [0, 0.1, 0.5, 1, 1.959963984540054, 2.5, 3, 5, 8, 12, 20, 30]:
        rows.append(["normal-below", -z, "", "", stats.norm.cdf(-z)])
        rows.append(["normal-two-sided", z, "", "", 2 * stats.norm.sf(z)])
    for tail in [1e-300, 1e-100, 1e-20, 1e-9, 1e-4, 0.001, 0.01, 0.0123, 0.025, 0.1, 0.2, 0.4, 0.49]:
        rows.append(["normal-exceeded", tail, "", "", stats.norm.isf(tail)])
    freedoms = [1, 1.3, 2, 2.7, 3, 4, 5, 7.5, 10, 12, 19, 30, 59.3, 100, 365, 1e3, 12345.6, 1e5, 1e6, 1e9]
    for freedom in freedoms:
        rows.append(["student-quantile", freedom, "", "", stats.t.isf(0.025, freedom)])
        for t in [0.01, 0.7, 1.9, 2.6, 4, 9, 25]:
            rows.append(["student-two-sided", t, freedom, "", 2 * stats.t.sf(t, freedom)])
    for _ in range(100):
        n = int(10 ** rng.uniform(0, 8))
        p = rng.choice([0.5, 0.25, 0.75, 0.9, 0.99, 0.1, 0.01])
        k = int(np.clip(n * p + rng.uniform(-3, 3) * np.sqrt(n * p * (1 - p)), 0, n - 1))
        rows.append(["binomial-below", k, n, p, stats.binom.cdf(k, n, p)])
    for freedom in [2, 3, 5, 10, 18, 58, 198, 998, 9998, 1e6]:
        t = stats.t.isf(0.025, freedom)
        for shift in [0.01, 0.5, 1.5, 2.8, 3.3, 5]:
            rows.append(["noncentral-outside", t, shift, freedom, outside(t, shift, freedom)])
    for freedom in [1, 2, 3, 4, 5, 7, 10, 16, 50, 100, 999]:
        for tail in [0.999, 0.9, 0.5, 0.2, 0.05, 0.01, 1e-4, 1e-9, 1e-30]:
            x = stats.chi2.isf(tail, freedom)
            rows.append(["chi-square-above", x, freedom, "", stats.chi2.sf(x, freedom)])
    return rows


def make():
    return {
        "beta.csv": write("beta.csv", ["a", "b", "x", "below", "above"], beta_rows(), ("mpmath",)),
        "distribution.csv": write(
            "distribution.csv", ["function", "first", "second", "third", "expected"], other_rows()
        ),
    }
