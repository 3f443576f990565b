"""Makes difference.csv, ratio.csv, median_difference.csv and the curves of their coverage.

Newcombe: statsmodels' `confint_proportions_2indep(method="newcomb")`. Katz: its `method="log"`, and the
formula written out with half a success where that has no value.

The score intervals are the constrained maximum likelihood itself, with 60 digits of mpmath: for the
difference the root of the cubic (equation 9 and appendix of Miettinen and Nurminen), for the ratio the
root of the quadratic, and the bounds by bisection. Small cases are checked again by maximizing the
likelihood with scipy. statsmodels' own score interval for a difference is not used: in 0.15.0 one
coefficient of its cubic is wrong (`score_test_proportions_2indep`, `nobs` for `nobs0 * diff`). Its score
interval for a ratio must agree where it has one.

Price and Bonett: the formula by numpy's median and scipy's binomial and normal distributions.
"""
import mpmath
import numpy as np
from mpmath import mp, mpf
from scipy import optimize, stats
from statsmodels.stats.proportion import confint_proportions_2indep

from oracle import Z, write

PUBLISHED = [(56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10),
             (10, 10, 0, 20), (10, 10, 0, 10), (7, 34, 1, 34), (0, 16, 15, 72), (36, 40, 16, 80)]


def cases():
    rng = np.random.default_rng(20261207)
    cases = dict.fromkeys(PUBLISHED)
    for n1, n2 in [(1, 1), (1, 5), (7, 7), (20, 1000), (10**6, 30), (10**9, 10**9), (10**9, 50)]:
        for x1 in {0, n1 // 2, n1}:
            for x2 in {0, 1, n2}:
                cases[(x1, n1, x2, n2)] = None
    while len(cases) < 260:
        n1, n2 = (int(10 ** rng.uniform(0, 9)) for _ in range(2))
        share = rng.choice([rng.uniform(), 10 ** rng.uniform(-6, 0), 1 - 10 ** rng.uniform(-6, 0)])
        x1 = int(rng.binomial(n1, share))
        x2 = int(rng.binomial(n2, min(1.0, share * rng.choice([1, 1, 0.9, 1.1, 0.5]))))
        cases[(x1, n1, x2, n2)] = None
    return list(cases)


def likeliest_of_difference(x1, n1, x2, n2, delta):
    n, x = n1 + n2, x1 + x2
    l3, l2 = mpf(n), (n1 + 2 * n2) * delta - n - x
    l1, l0 = (n2 * delta - n - 2 * x2) * delta + x, x2 * delta * (1 - delta)
    q = l2**3 / (3 * l3) ** 3 - l1 * l2 / (6 * l3**2) + l0 / (2 * l3)
    p = mpmath.sqrt(max(mpf(0), l2**2 / (3 * l3) ** 2 - l1 / (3 * l3)))
    if p == 0:
        p2 = -l2 / (3 * l3)
    else:
        p = p if q >= 0 else -p
        a = (mp.pi + mpmath.acos(max(mpf(-1), min(mpf(1), q / p**3)))) / 3
        p2 = 2 * p * mpmath.cos(a) - l2 / (3 * l3)
    p2 = min(max(p2, mpf(0), -delta), mpf(1), 1 - delta)
    return p2 + delta, p2


def likeliest_of_ratio(x1, n1, x2, n2, theta):
    a, b, c = (n1 + n2) * theta, -(n1 * theta + x1 + n2 + x2 * theta), mpf(x1 + x2)
    p2 = (-b - mpmath.sqrt(max(mpf(0), b * b - 4 * a * c))) / (2 * a)
    return theta * p2, p2


def by_maximizing(x1, n1, x2, n2, delta):
    """The constrained maximum by scipy, as a check of the closed form."""
    low, high = max(0.0, -delta), min(1.0, 1.0 - delta)

    def loss(p2):
        p1 = p2 + delta
        pairs = [(x1, p1), (n1 - x1, 1 - p1), (x2, p2), (n2 - x2, 1 - p2)]
        return -sum(k * np.log(max(p, 1e-300)) for k, p in pairs if k)

    return optimize.minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-12}).x


def bisect(function, outside, inside):
    """Where `function` turns positive between a point beside the estimate and one far from it."""
    for _ in range(170):
        middle = (outside + inside) / 2
        if function(middle) > 0:
            outside = middle
        else:
            inside = middle
    return (outside + inside) / 2


def score_difference(x1, n1, x2, n2):
    d, factor = mpf(x1) / n1 - mpf(x2) / n2, mpf(n1 + n2) / (n1 + n2 - 1)

    def excess(delta):
        p1, p2 = likeliest_of_difference(x1, n1, x2, n2, delta)
        return abs(d - delta) - mpf(Z) * mpmath.sqrt((p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * factor)

    if max(n1, n2) < 100:
        for delta in (-0.3, 0.2, 0.6):
            closed, found = likeliest_of_difference(x1, n1, x2, n2, mpf(delta))[1], by_maximizing(x1, n1, x2, n2, delta)
            assert abs(closed - found) < 1e-5, (x1, n1, x2, n2, delta, closed, found)
    return d, bisect(excess, mpf(-1), d), bisect(excess, mpf(1), d)


def score_ratio(x1, n1, x2, n2, factor):
    p1, p2 = mpf(x1) / n1, mpf(x2) / n2

    def excess(log_theta):
        theta = mpmath.exp(log_theta)
        q1, q2 = likeliest_of_ratio(x1, n1, x2, n2, theta)
        variance = (q1 * (1 - q1) / n1 + theta**2 * q2 * (1 - q2) / n2) * factor
        return abs(p1 - theta * p2) - mpf(Z) * mpmath.sqrt(max(mpf(0), variance))

    inside = mpmath.log(max(p1, mpf(1) / (2 * n1)) / p2)
    low = mpf(0) if x1 == 0 else mpmath.exp(bisect(excess, inside - 60, inside))
    return low, mpmath.exp(bisect(excess, inside + 60, inside))


def katz(x1, n1, x2, n2):
    if x1 == 0 or (x1 == n1 and x2 == n2):
        x1_, n1_, x2_, n2_ = x1 + 0.5, n1 + 1, x2 + 0.5, n2 + 1
        error = np.sqrt(1 / x1_ - 1 / n1_ + 1 / x2_ - 1 / n2_)
        ratio = x1_ / n1_ / (x2_ / n2_)
        return 0.0 if x1 == 0 else ratio * np.exp(-Z * error), ratio * np.exp(Z * error)
    return confint_proportions_2indep(x1, n1, x2, n2, compare="ratio", method="log")


def difference_rows():
    rows = []
    for case in cases():
        d, low, high = score_difference(*case)
        x1, n1, x2, n2 = case
        newcombe = confint_proportions_2indep(*case, compare="diff", method="newcomb")
        pooled, all_ = mpf(x1 + x2) / (n1 + n2), mpf(n1 + n2)
        variance = pooled * (1 - pooled) * (mpf(1) / n1 + mpf(1) / n2) * all_ / (all_ - 1)
        p = mpmath.erfc(abs(d) / mpmath.sqrt(2 * variance)) if variance > 0 else mpf(1)
        rows.append([*case, d, *newcombe, low, high, p])
    return rows


def ratio_rows():
    rows = []
    for x1, n1, x2, n2 in cases():
        if x2 == 0:
            continue
        n = mpf(n1 + n2)
        nurminen = score_ratio(x1, n1, x2, n2, n / (n - 1))
        koopman = score_ratio(x1, n1, x2, n2, mpf(1))
        if 0 < x1 < n1 < 10_000 and x2 < n2 < 10_000:
            theirs = confint_proportions_2indep(x1, n1, x2, n2, compare="ratio", method="score", correction=False)
            assert np.allclose(theirs, [float(b) for b in koopman], rtol=1e-5), (x1, n1, x2, n2)
        rows.append([x1, n1, x2, n2, mpf(x1) * n2 / (mpf(n1) * x2), *katz(x1, n1, x2, n2), *nurminen, *koopman])
    return rows


def median_variance(values):
    n = len(values)
    c = max(1, round((n + 1) / 2 - np.sqrt(n)))
    zeta = stats.norm.isf(stats.binom.cdf(c - 1, n, 0.5))
    return ((values[n - c] - values[c - 1]) / (2 * zeta)) ** 2


def price_bonett(first, second):
    d = np.median(first) - np.median(second)
    half = Z * np.sqrt(median_variance(first) + median_variance(second))
    return d, d - half, d + half


def median_rows():
    rng = np.random.default_rng(20261208)
    rows = []
    for case in range(230):
        largest = [10, 40, 200, 2000][case % 4]
        first, second = (np.sort(np.round(rng.lognormal(mean, 0.8, int(rng.integers(6, largest))) * 10))
                         for mean in (3, 3.2))
        if case % 10 == 9:
            first, second = np.floor(first / 50) * 50, np.floor(second / 50) * 50
        if case < 6:
            first = np.sort(np.round(rng.lognormal(3, 0.8, [16, 36, 64, 100, 144, 10_000][case]) * 10))
        d, low, high = price_bonett(first, second)
        texts = []
        for sample in (first, second):
            values, counts = np.unique(sample, return_counts=True)
            texts.append(" ".join(f"{int(v)}x{c}" for v, c in zip(values, counts)))
        rows.append([*texts, d, *((low, high) if high > low else (None, None))])
    return rows


def difference_coverage_rows():
    rows = []
    for n1, n2 in [(10, 10), (10, 40), (30, 30), (60, 20)]:
        mp.dps = 20
        bounds = {(i, j): [float(b) for b in score_difference(i, n1, j, n2)[1:]]
                  for i in range(n1 + 1) for j in range(n2 + 1)}
        mp.dps = 60
        newcombe = {key: confint_proportions_2indep(key[0], n1, key[1], n2, compare="diff", method="newcomb")
                    for key in bounds}
        for p1, p2 in [(0.5, 0.5), (0.1, 0.1), (0.9, 0.7), (0.3, 0.05), (0.95, 0.95), (0.02, 0.02), (0.8, 0.2)]:
            # Away from shares at which a bound may lie.
            p1, p2 = p1 + 0.00123, p2 - 0.00077
            weights = np.outer(stats.binom.pmf(np.arange(n1 + 1), n1, p1), stats.binom.pmf(np.arange(n2 + 1), n2, p2))
            row = [n1, n2, p1, p2]
            for intervals in (newcombe, bounds):
                row.append(sum(weights[key] for key, (low, high) in intervals.items() if low <= p1 - p2 <= high))
            rows.append(row)
    return rows


def median_coverage_rows():
    """By simulation: 20,000 pairs of samples each; the standard error is about 0.0015."""
    rng = np.random.default_rng(20261209)
    draws = {"normal": lambda size: rng.normal(size=size), "lognormal": lambda size: rng.lognormal(0, 1, size),
             "exponential": lambda size: rng.exponential(size=size)}
    rows = []
    for name, draw in draws.items():
        for n1, n2 in [(6, 6), (10, 10), (10, 30), (30, 30), (100, 100)]:
            first, second = np.sort(draw((20_000, n1))), np.sort(draw((20_000, n2)))
            variance = sum(median_variance(sample.T) for sample in (first, second))
            d = np.median(first, axis=1) - np.median(second, axis=1)
            rows.append([name, n1, n2, float(np.mean(np.abs(d) <= Z * np.sqrt(variance)))])
    return rows


def make():
    mp.dps = 60
    by = ("mpmath", "statsmodels", "scipy", "numpy")
    counts = ["successes", "n", "reference_successes", "reference_n"]
    made = {
        "difference.csv": write("difference.csv", [*counts, "value", "newcombe_low", "newcombe_high", "score_low",
                                                   "score_high", "score_p"], difference_rows(), by),
        "ratio.csv": write("ratio.csv", [*counts, "value", "katz_low", "katz_high", "nurminen_low", "nurminen_high",
                                         "koopman_low", "koopman_high"], ratio_rows(), by),
        "median_difference.csv": write("median_difference.csv", ["group", "reference", "value", "low", "high"],
                                       median_rows()),
        "difference_coverage.csv": write("difference_coverage.csv", ["n", "reference_n", "share", "reference_share",
                                         "newcombe", "miettinen_nurminen"], difference_coverage_rows(), by),
        "median_difference_coverage.csv": write("median_difference_coverage.csv", ["distribution", "n", "reference_n",
                                                "coverage"], median_coverage_rows()),
    }
    mp.dps = 15
    return made
