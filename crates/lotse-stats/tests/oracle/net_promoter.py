"""Makes net_promoter.csv and net_promoter_coverage.csv: the net promoter score, and how often its interval holds.

The formula of Rocks (2016), with 50 digits by mpmath. Coverage is the sum of scipy's multinomial probabilities over all
outcomes whose interval holds the true score: of that interval, of the plain one, and of the score interval of Tango
(1998), Statistics in Medicine 17:891, whose pairs are promoters and detractors.
"""
import mpmath
import numpy as np
from scipy import stats

from oracle import Z, write

POINTS = [(0.5, 0.2), (0.6, 0.1), (0.9, 0.05), (0.98, 0.01), (0.3, 0.3), (0.05, 0.05), (0.1, 0.7), (0.0, 0.3), (0.0, 0.85),
          (0.35, 0.0), (0.02, 0.9), (0.7, 0.3), (0.25, 0.01)]


def adjusted_wald(promoters, detractors, n):
    with mpmath.workdps(50):
        quarter = mpmath.mpf(3) / 4
        size = mpmath.mpf(n) + 3
        p, d = (promoters + quarter) / size, (detractors + quarter) / size
        half = mpmath.mpf(Z) * mpmath.sqrt((p + d - (p - d) ** 2) / size)
        return max(mpmath.mpf(-100), 100 * (p - d - half)), min(mpmath.mpf(100), 100 * (p - d + half))


def plain(promoters, detractors, n):
    p, d = promoters / n, detractors / n
    half = Z * np.sqrt(max(0.0, p + d - (p - d) ** 2) / n)
    return 100 * (p - d - half), 100 * (p - d + half)


def tango(promoters, detractors, n):
    def score(gap):
        b = -promoters - detractors + (2 * n - promoters + detractors) * gap
        q = (np.sqrt(max(0.0, b * b + 8 * n * detractors * gap * (1 - gap))) - b) / (4 * n)
        away = promoters - detractors - n * gap
        return 0.0 if abs(away) < 1e-12 else away / np.sqrt(max(n * (2 * q + gap * (1 - gap)), 1e-300))

    def crossing(low, high, at):
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if score(middle) > at else (low, middle)
        return (low + high) / 2

    gap = (promoters - detractors) / n
    return (-100 if gap == -1 else 100 * crossing(-1, gap, Z)), (100 if gap == 1 else 100 * crossing(gap, 1, -Z))


def cases():
    rng = np.random.default_rng(20261210)
    for case in range(230):
        shares = rng.dirichlet(rng.choice([0.1, 0.5, 1.0, 3.0], 11))
        n = int(10 ** rng.uniform(0, [1.2, 2, 4, 9][case % 4]))
        yield rng.multinomial(max(n, 1), shares)


def rows():
    rows = []
    for answers in cases():
        n, detractors, promoters = (int(s) for s in (answers.sum(), answers[:7].sum(), answers[9:].sum()))
        low, high = adjusted_wald(promoters, detractors, n) if n >= 5 else (None, None)
        value = 100 * (mpmath.mpf(promoters) - detractors) / n
        rows.append([" ".join(map(str, answers)), value, low, high])
    return rows


def coverage_rows():
    rows = []
    for n in (5, 10, 20, 30, 50):
        outcomes = np.array([(a, n - a - b, b) for a in range(n + 1) for b in range(n + 1 - a)])
        bounds = {method: np.array([[float(x) for x in method(int(a), int(b), n)] for a, _, b in outcomes])
                  for method in (adjusted_wald, plain, tango)}
        for p, d in POINTS:
            chances = stats.multinomial.pmf(outcomes, n, [p, max(0.0, 1 - p - d), d])
            score = 100 * (p - d)
            # No bound of the first method comes so near to any of these scores.
            assert np.abs(bounds[adjusted_wald] - score)[np.abs(score) < 100].min() > 1e-7
            held = [chances[(b[:, 0] <= score) & (score <= b[:, 1])].sum() for b in bounds.values()]
            rows.append([n, p, d, *held])
    return rows


def make():
    return {
        "net_promoter.csv": write("net_promoter.csv", ["answers", "value", "low", "high"], rows(), ("mpmath", "numpy")),
        "net_promoter_coverage.csv": write(
            "net_promoter_coverage.csv",
            ["n", "promoters", "detractors", "adjusted_wald", "plain", "tango"],
            coverage_rows(),
        ),
    }
