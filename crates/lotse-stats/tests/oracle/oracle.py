"""What the recipes share: where the files lie, how they are written, and which versions made them."""
import csv
import pathlib

import mpmath
import numpy as np
import scipy
import statsmodels

HERE = pathlib.Path(__file__).parent
Z = 1.959963984540054  # R 4.2.2: qnorm(0.975)


def write(name, head, rows, by=("scipy", "numpy")):
    """Writes rows of numbers and text; numbers with all their digits."""
    versions = {"statsmodels": statsmodels, "scipy": scipy, "numpy": np, "mpmath": mpmath}
    with open(HERE / name, "w", newline="") as f:
        made_by = ", ".join(f"{program} {versions[program].__version__}" for program in by)
        f.write(f"# {made_by or 'published'}; see recipe.py\n")
        out = csv.writer(f, lineterminator="\n")
        out.writerow(head)
        for row in rows:
            out.writerow([digits(field) for field in row])
    return len(rows)


def digits(field):
    if field is None:
        return ""
    if isinstance(field, (str, int, np.integer)):
        return str(field)
    if isinstance(field, mpmath.mpf):
        field = float(field)
    return repr(float(field))
