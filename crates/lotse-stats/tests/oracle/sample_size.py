"""Makes plan_proportions.csv and plan_means.csv: needed numbers and smallest differences.

Proportions: statsmodels' `samplesize_proportions_2indep_onetail` and `power_proportions_2indep`, the
smallest differences by scipy's root finder on its power. Means: scipy's noncentral t, the fewest by
trying one after the other from statsmodels' `TTestIndPower`.
"""
import warnings

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.proportion import power_proportions_2indep, samplesize_proportions_2indep_onetail

from distribution import outside
from oracle import write


def smallest(reference, n1, n2, power, end):
    def lack(gap):
        return power_of(reference + gap, reference, n1, n2) - power

    if end == 0 or lack(end * (1 - 1e-12)) < 0:
        return None
    return optimize.brentq(lack, end * 1e-12, end * (1 - 1e-12), xtol=1e-15, rtol=1e-14)


def power_of(first, second, n1, n2):
    # One tail at half of alpha: seeing the gap the wrong way round is not counted. Counted by failures
    # for a decrease, so that the gap is above 0.
    gap, base = (first - second, second) if first > second else (second - first, 1 - second)
    return power_proportions_2indep(gap, base, n1, ratio=n2 / n1, alpha=0.025, alternative="larger",
                                    return_results=False)


def proportion_rows():
    rng = np.random.default_rng(20261211)
    rows = []
    for case in range(220):
        first, second = rng.uniform(size=2) if case % 3 else 10 ** rng.uniform(-4, 0, 2)
        if case % 10 == 0:
            second = first * 1.001 if first < 0.9 else first * 0.999
        ratio = float(rng.choice([1.0, 1.0, 0.5, 3.0, 9.0]))
        power = float(rng.choice([0.8, 0.9]))
        needed = samplesize_proportions_2indep_onetail(first - second, second, power, ratio=ratio, alpha=0.05)
        if abs(needed - round(needed)) < 1e-6:
            continue
        n1 = int(10 ** rng.uniform(0.5, 7))
        n2 = max(1, int(n1 * ratio))
        rows.append([first, second, ratio, power, int(np.ceil(needed)), n1, n2, power_of(first, second, n1, n2),
                     smallest(second, n1, n2, power, -second), smallest(second, n1, n2, power, 1 - second)])
    return rows


def power_of_means(effect, n1, n2):
    freedom = n1 + n2 - 2
    shift, t = abs(effect) / np.sqrt(1 / n1 + 1 / n2), stats.t.isf(0.025, freedom)
    return outside(t, shift, freedom)


def fewest(effect, ratio, power):
    start = TTestIndPower().solve_power(abs(effect), None, 0.05, power, ratio)
    n1 = max(2, int(start) - 5) if ratio >= 1 else max(2, int(start) - 8)
    while power_of_means(effect, n1, int(np.ceil(n1 * ratio))) < power:
        n1 += 1
    while n1 > 1 and n1 - 1 + np.ceil((n1 - 1) * ratio) > 2:
        if power_of_means(effect, n1 - 1, int(np.ceil((n1 - 1) * ratio))) < power:
            break
        n1 -= 1
    return n1


def mean_rows():
    rng = np.random.default_rng(20261212)
    rows = []
    for case in range(220):
        deviation = float(10 ** rng.uniform(-1, 2))
        effect = float(10 ** rng.uniform(-1.8, 0.5)) * rng.choice([-1, 1])
        ratio, power = float(rng.choice([1.0, 1.0, 0.5, 3.0])), float(rng.choice([0.8, 0.9]))
        n1 = int(10 ** rng.uniform(0.4, 4))
        n2 = max(1, int(np.ceil(n1 * ratio)))
        found = optimize.brentq(lambda e: power_of_means(e, n1, n2) - power, 1e-9, 60, xtol=1e-14, rtol=1e-14)
        rows.append([effect * deviation, deviation, ratio, power, fewest(effect, ratio, power), n1, n2,
                     power_of_means(effect, n1, n2), found * deviation])
    return rows


def make():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        by = ("statsmodels", "scipy", "numpy")
        return {
            "plan_proportions.csv": write("plan_proportions.csv", ["share", "reference", "reference_per_group", "power",
                                          "needed", "n", "reference_n", "chance", "down", "up"], proportion_rows(), by),
            "plan_means.csv": write("plan_means.csv", ["difference", "deviation", "reference_per_group", "power",
                                    "needed", "n", "reference_n", "chance", "smallest"], mean_rows(), by),
        }
