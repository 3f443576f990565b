"""Makes a11.csv, a11_asked.csv, scale.csv and scale_coverage.csv: questions on a scale.

a11.csv and a11_asked.csv are taken from `testdata/a11`, where the United States publish counts and scores of federal
services (OMB Circular A-11, section 280): GSA computed the scores, not we. scale.csv: scipy's t interval of the mean, cut to
the scale, and statsmodels' Wilson interval of the top and bottom boxes. scale_coverage.csv: 20,000 samples each; scores of
ten statements beside it with the bias-corrected and accelerated bootstrap of 500 samples, 2,000 times each.
"""
import csv
import gzip
import io

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from mean import student
from oracle import HERE, Z, write

SOURCE = HERE / "../../../../testdata/a11/hisp-a11-v1-fy2021q1-fy2023q1.csv.gz"
SHARES = [(0.2, 0.2, 0.2, 0.2, 0.2), (0.05, 0.1, 0.2, 0.4, 0.25), (0.3, 0.05, 0.05, 0.1, 0.5), (0.007, 0.01, 0.033, 0.17, 0.78)]


def published():
    with gzip.open(SOURCE) as file:
        yield from csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig"))


def number(text):
    return None if text.strip() in ("", "NONE") else int(float(text))


def a11_rows():
    rows = []
    for survey in published():
        for question in range(1, 12):
            of = lambda name: survey.get(f"attributes_q{question}_{name}", "")
            if of("point_scale"):
                rows.append([" ".join(str(number(of(k)) or 0) for k in range(1, 6)), float(of("point_scale"))])
    assert len(rows) == 2962
    return rows


def asked_rows():
    names = ("customers", "customers_provided_survey_opportunity", "respondents")
    return [[number(survey[f"attributes_volume_of_{name}"]) for name in names] for survey in published()]


def scale_rows():
    rng = np.random.default_rng(20261213)
    rows = []
    for case in range(220):
        lowest, options = [(1, 5), (1, 7), (0, 11), (1, 2), (0, 101)][case % 5]
        n = int(10 ** rng.uniform(0.3, [1, 2, 4, 8][case % 4]))
        counts = rng.multinomial(n, rng.dirichlet(np.full(options, rng.choice([0.2, 1.0, 5.0]))))
        values = np.arange(lowest, lowest + options)
        mean, low, high = float((values * counts).sum() / n), None, None
        if (counts > 0).sum() > 1:
            mean, low, high = student(values, counts)
            low, high = max(low, lowest), min(high, lowest + options - 1)
        boxes = int(rng.integers(1, options))
        of_boxes = [boxes]
        for chosen in (int(counts[-boxes:].sum()), int(counts[:boxes].sum())):
            bounds = proportion_confint(chosen, n, method="wilson")
            of_boxes += [0.0 if chosen == 0 else bounds[0], 1.0 if chosen == n else bounds[1]]
        rows.append([lowest, " ".join(map(str, counts)), mean, low, high, *of_boxes])
    return rows


def t_holds(mean, deviation, n, truth):
    half = stats.t.ppf(0.975, n - 1) * deviation / np.sqrt(n)
    return (mean - half <= truth) & (truth <= mean + half)


def bootstrap_holds(scores, truth, rng):
    n, mean = len(scores), scores.mean()
    drawn = np.sort(scores[rng.integers(0, n, (500, n))].mean(1))
    below = np.clip((drawn < mean).mean() + 0.5 * (drawn == mean).mean(), 0.001, 0.999)
    away, skew = stats.norm.ppf(below), scores - mean
    a = (skew**3).sum() / 6 / max((skew**2).sum() ** 1.5, 1e-300)
    z = away + np.array([-Z, Z])
    low, high = np.quantile(drawn, stats.norm.cdf(away + z / (1 - a * z)))
    return low <= truth <= high


def of_statements(rng, mean, samples, n):
    """Scores of ten statements of people with a shared opinion: what they add up to, from 0 to 100."""
    opinion = rng.normal(mean, 0.8, (samples, n, 1))
    return 2.5 * np.digitize(opinion + rng.normal(0, 0.9, (samples, n, 10)), [-1.5, -0.5, 0.5, 1.5]).sum(2)


def coverage_rows():
    rng = np.random.default_rng(20261214)
    rows = []
    values = np.arange(1, 6)
    for shares in SHARES:
        truth = float((values * shares).sum())
        for n in (5, 10, 20, 50, 100, 500):
            counts = rng.multinomial(n, shares, size=20_000)
            mean = counts @ values / n
            deviation = np.sqrt(np.maximum(counts @ values**2 - n * mean**2, 0) / (n - 1))
            varies = deviation > 1e-9
            held = t_holds(mean[varies], deviation[varies], n, truth).mean()
            rows.append([" ".join(map(str, shares)), n, held, None])
    for name, opinion in (("middling", 0.5), ("good", 1.3), ("excellent", 2.2)):
        truth = of_statements(rng, opinion, 1, 400_000).mean()
        for n in (5, 10, 20, 50):
            scores = of_statements(rng, opinion, 2_000, n)
            varies = scores.std(1) > 0
            held = t_holds(scores.mean(1), scores.std(1, ddof=1), n, truth)[varies].mean()
            rows.append([f"{name} usability", n, held, np.mean([bootstrap_holds(s, truth, rng) for s in scores[varies]])])
    return rows


def make():
    head = ["lowest", "answers", "mean", "low", "high", "boxes", "top_low", "top_high", "bottom_low", "bottom_high"]
    by = ("statsmodels", "scipy", "numpy")
    return {
        "a11.csv": write("a11.csv", ["answers", "published"], a11_rows(), ()),
        "a11_asked.csv": write("a11_asked.csv", ["customers", "offered", "respondents"], asked_rows(), ()),
        "scale.csv": write("scale.csv", head, scale_rows(), by),
        "scale_coverage.csv": write("scale_coverage.csv", ["answers", "n", "student", "bootstrap"], coverage_rows(), by),
    }
