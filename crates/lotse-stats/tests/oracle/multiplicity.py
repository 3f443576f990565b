"""Makes multiplicity.csv: families of p values, adjusted by statsmodels' `multipletests`.

Benjamini-Hochberg is scipy's `false_discovery_control` as well.
"""
import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

from oracle import write


def rows():
    rng = np.random.default_rng(20261206)
    rows = []
    for case in range(220):
        size = int(rng.integers(1, 25))
        family = [rng.uniform(size=size), rng.beta(0.3, 3, size), np.round(rng.uniform(size=size), 1),
                  10 ** rng.uniform(-12, 0, size)][case % 4]
        if case == 3:
            family = np.array([0.0, 1.0, 0.0, 1.0, 0.5])
        holm = multipletests(family, method="holm")[1]
        bh = multipletests(family, method="fdr_bh")[1]
        assert np.allclose(bh, stats.false_discovery_control(family), rtol=1e-12)
        rows.append([" ".join(repr(float(p)) for p in column) for column in (family, holm, bh)])
    return rows


def make():
    head = ["family", "holm", "benjamini_hochberg"]
    return {"multiplicity.csv": write("multiplicity.csv", head, rows(), ("statsmodels", "scipy"))}
