"""Makes nonresponse.csv: whether respondents are like all visitors.

scipy's `chi2_contingency` without correction and its Cramér's V; statsmodels' standardized residuals of that table, Holm's
adjustment, and Newcombe's interval of respondents and nonrespondents times the share of the latter.
"""
import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from oracle import write


def rows():
    rng = np.random.default_rng(20261215)
    rows = []
    while len(rows) < 220:
        groups = int(rng.integers(2, 9))
        visitors = np.maximum(1, (10 ** rng.uniform(0, rng.choice([1.5, 3, 6]), groups)).astype(int))
        respondents = rng.binomial(visitors, np.clip(rng.uniform(0.02, 0.6) + rng.normal(0, 0.05, groups), 0.01, 0.9))
        missing = visitors - respondents
        if respondents.sum() == 0 or missing.sum() == 0:
            continue
        table = np.array([respondents, missing])
        chi_square, p, _, expected = stats.chi2_contingency(table, correction=False)
        residuals = Table(table, shift_zeros=False).standardized_resids[0]
        adjusted = multipletests(2 * stats.norm.sf(np.abs(residuals)), method="holm")[1]
        left = missing.sum() / visitors.sum()
        bounds = [confint_proportions_2indep(r, respondents.sum(), m, missing.sum(), method="newcomb", compare="diff")
                  for r, m in zip(respondents, missing)]
        text = lambda values: " ".join(repr(float(v)) for v in values)
        rows.append([
            " ".join(f"{r}/{v}" for r, v in zip(respondents, visitors)), p,
            stats.contingency.association(table, method="cramer", correction=False), int(expected.min() >= 5),
            text(residuals), text(adjusted), text(left * low for low, _ in bounds), text(left * high for _, high in bounds),
        ])
        assert np.isclose(rows[-1][2], np.sqrt(chi_square / table.sum()))
    return rows


def make():
    head = ["groups", "p", "cramers_v", "is_reliable", "standardized", "adjusted", "low", "high"]
    return {"nonresponse.csv": write("nonresponse.csv", head, rows(), ("statsmodels", "scipy", "numpy"))}
