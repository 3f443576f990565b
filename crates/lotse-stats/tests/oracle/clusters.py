"""Makes clusters.csv and clusters_coverage.csv: shares and means where one visitor has several observations.

Standard errors are those of statsmodels' `WLS` of the single observations on a constant, robust for
clusters (`cov_type="cluster"`), as is the t interval of the mean. Wilson's interval on the effective
number of observations and the differences are written out from them with scipy's t quantile; Rao and Scott's
test is statsmodels' `proportions_ztest` of the effective numbers. Where there are too many visitors to list, the sums are added up exactly as fractions, which must
give what statsmodels does where there are few.
"""
from fractions import Fraction

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportions_ztest

from oracle import write


def fitted(values, groups):
    model = sm.OLS(np.asarray(values, float), np.ones((len(values), 1)))
    return model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)


def spread_out(visitors):
    """Single observations from (observations, successes, visitors alike)."""
    values, groups, number = [], [], 0
    for m, x, alike in visitors:
        for _ in range(alike):
            values += [1.0] * x + [0.0] * (m - x)
            groups += [number] * m
            number += 1
    return np.array(values), np.array(groups)


def squared_error(visitors, of_sum):
    """k/(k-1) * sum((y - r*m)^2) / (sum m)^2 in exact fractions, with the ratio r."""
    k, n = sum(alike for *_, alike in visitors), sum(m * alike for m, _, alike in visitors)
    r = Fraction(sum(of_sum(m, x) * alike for m, x, alike in visitors), n)
    if k < 2:
        return r, None
    deviations = sum((of_sum(m, x) - r * m) ** 2 * alike for m, x, alike in visitors)
    return r, Fraction(k, k - 1) * deviations / n**2


def checked_error(visitors, of_single, of_sum):
    """The squared standard error, by statsmodels as well if the visitors can be listed."""
    r, square = squared_error(visitors, of_sum)
    if square is not None and sum(m * alike for m, _, alike in visitors) < 100_000:
        values, groups = spread_out(visitors)
        fit = fitted(of_single(values), groups)
        assert np.isclose(fit.params[0], float(r)) and np.isclose(fit.bse[0] ** 2, float(square), atol=1e-20), visitors
        t = stats.t.isf(0.025, groups[-1])
        if square > 0:
            assert np.allclose(fit.conf_int(0.05)[0], [float(r) + sign * t * float(square) ** 0.5 for sign in (-1, 1)])
    return r, square


def share(visitors):
    n, clusters = sum(m * alike for m, _, alike in visitors), sum(alike for *_, alike in visitors)
    p, square = checked_error(visitors, lambda values: values, lambda m, x: x)
    if square is None:
        return float(p), None, None, None
    if p in (0, 1):
        effective = float(Fraction(n**2, sum(m * m * alike for m, _, alike in visitors)))
    elif square == 0:
        effective = float(n)
    else:
        effective = float(min(Fraction(n), p * (1 - p) / square))
    p, t = float(p), stats.t.isf(0.025, clusters - 1)
    center, half = p + t * t / 2 / effective, t * np.sqrt(p * (1 - p) / effective + t * t / 4 / effective**2)
    divisor = 1 + t * t / effective
    low, high = max(0.0, (center - half) / divisor), min(1.0, (center + half) / divisor)
    return p, effective, 0.0 if p == 0 else low, 1.0 if p == 1 else high


def mean_of(visitors):
    """The same counts as amounts: the sum of a visitor is 3 times its successes plus its observations."""
    r, square = checked_error(visitors, lambda values: 3 * values + 1, lambda m, x: 3 * x + m)
    if not square:
        return float(r), None, None, None
    error = float(square) ** 0.5
    half = stats.t.isf(0.025, sum(alike for *_, alike in visitors) - 1) * error
    return float(r), error, float(r) - half, float(r) + half


def text(visitors):
    return " ".join(f"{x}/{m}x{alike}" for m, x, alike in visitors)


def random_visitors(rng, case):
    kinds = int(rng.integers(2, [4, 9, 20][case % 3]))
    largest = [3, 20, 200, 10**4, 10**8][case % 5]
    visitors = []
    for _ in range(kinds):
        m = int(rng.integers(1, [2, 5, 30, 200][case % 4] + 1))
        share = rng.choice([0.0, 1.0, rng.uniform(), rng.uniform()])
        if case % 11 == 10:
            share = [0.0, 1.0][case % 2]
        visitors.append((m, int(rng.binomial(m, share)), int(10 ** rng.uniform(0, np.log10(largest)))))
    return visitors


def rows():
    rng = np.random.default_rng(20261210)
    rows, before = [], None
    for case in range(381):
        visitors = [(4, 2, 1)] if case == 50 else random_visitors(rng, case)
        p, effective, low, high = share(visitors)
        mean, error, mean_low, mean_high = mean_of(visitors)
        if before is not None:
            difference, welch, score = [None, None], [None, None, None], None
            other = share(before)
            if low is not None and other[2] is not None:
                d = p - other[0]
                sizes = np.array([effective, other[1]])
                if p == other[0]:
                    score = 1.0
                else:
                    score = proportions_ztest(sizes * [p, other[0]], sizes)[1]
                difference = [d - np.hypot(p - low, other[3] - other[0]), d + np.hypot(high - p, other[0] - other[2])]
            second = mean_of(before)
            if error is not None and second[1] is not None:
                v = error**2, second[1] ** 2
                k = sum(alike for *_, alike in visitors) - 1, sum(alike for *_, alike in before) - 1
                freedom = sum(v) ** 2 / (v[0] ** 2 / k[0] + v[1] ** 2 / k[1])
                half = stats.t.isf(0.025, freedom) * np.sqrt(sum(v))
                welch = [mean - second[0] - half, mean - second[0] + half]
                welch.append(2 * stats.t.sf(abs(mean - second[0]) / np.sqrt(sum(v)), freedom))
            rows.append([text(visitors), text(before), p, effective, low, high, mean, mean_low, mean_high,
                         *difference, score, *welch])
        before = visitors
    return rows


def coverage_rows():
    """By simulation, 20,000 times each: visitors with a share of their own around p (beta distributed, with
    the correlation of one visitor's observations stated) and 1, 2, ... observations (geometric, mean 3). Beside
    it what Wilson's interval holds that takes all observations for independent."""
    rng = np.random.default_rng(20261213)
    runs, rows = 20_000, []
    for k in (5, 10, 20, 50, 200):
        for p in (0.5, 0.9, 0.05):
            for correlation in (0.05, 0.5):
                m = rng.geometric(1 / 3, (runs, k))
                spread = (1 - correlation) / correlation
                x = rng.binomial(m, rng.beta(p * spread, (1 - p) * spread, (runs, k)))
                n, share = m.sum(1), x.sum(1) / m.sum(1)
                v = k / (k - 1) * ((x - share[:, None] * m) ** 2).sum(1) / n**2
                with np.errstate(divide="ignore", invalid="ignore"):
                    effective = np.where((share == 0) | (share == 1), n**2 / (m**2).sum(1), share * (1 - share) / v)
                effective = np.minimum(effective, n)
                holds = []
                for size, t in ((effective, stats.t.isf(0.025, k - 1)), (n, stats.norm.isf(0.025))):
                    half = t * np.sqrt(share * (1 - share) / size + t * t / 4 / size**2)
                    holds.append(np.mean(np.abs(share + t * t / 2 / size - p * (1 + t * t / size)) <= half))
                rows.append([k, p, correlation, *map(float, holds)])
    return rows


def make():
    head = ["group", "reference", "share", "effective_n", "low", "high", "mean", "mean_low", "mean_high",
            "difference_low", "difference_high", "rao_scott_p", "mean_difference_low", "mean_difference_high",
            "mean_difference_p"]
    return {
        "clusters.csv": write("clusters.csv", head, rows(), ("statsmodels", "scipy", "numpy")),
        "clusters_coverage.csv": write("clusters_coverage.csv", ["visitors", "share", "correlation", "coverage",
                                       "as_if_independent"], coverage_rows()),
    }
