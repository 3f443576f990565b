"""Makes every file of expected values beside it.

    python3 -m venv oracle
    oracle/bin/pip install statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6 mpmath==1.4.1
    oracle/bin/python recipe.py

It takes about half an hour, most of it for the coverage of drivers. One subject per file; each says where its values come from.
"""
import clusters
import distribution
import drivers
import mean
import median
import multiplicity
import net_promoter
import nonresponse
import proportion
import quantile
import sample_size
import scale
import shares
import two_groups

SUBJECTS = (
    median, distribution, proportion, quantile, mean, two_groups, clusters, multiplicity, sample_size, net_promoter, shares,
    scale, nonresponse, drivers,
)
for subject in SUBJECTS:
    for name, rows in subject.make().items():
        print(f"{name}: {rows} rows")
