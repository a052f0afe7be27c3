"""Variance between studies of BCG vaccine (Colditz et al., 1994), as metafor gives it for ``dat.bcg``."""

import numpy as np

from analytics.statistics.evaluation import paule_mandel

BCG = np.array([
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
])  # fmt: skip
"""Vaccinated with tuberculosis and without, then the others; one row per trial."""


def test_variance_between_is_that_of_metafor(meet):
    sick, well, sick_others, well_others = BCG.T.astype(float)
    values = np.log(sick / (sick + well)) - np.log(sick_others / (sick_others + well_others))
    variances = 1 / sick - 1 / (sick + well) + 1 / sick_others - 1 / (sick_others + well_others)
    weights = 1 / variances
    mean = weights @ values / weights.sum()
    excess = weights @ (values - mean) ** 2 - (len(values) - 1)
    simple = excess / (weights.sum() - (weights**2).sum() / weights.sum())
    meet("BCG, DerSimonian-Laird, which says that the data are theirs", 0.3088, simple, 5e-5)
    meet("BCG, Paule-Mandel", 0.3181, paule_mandel(values, variances), 5e-5)
