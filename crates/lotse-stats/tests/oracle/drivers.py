"""Makes drivers.csv, drivers_intervals.csv and drivers_coverage.csv: relative weights, their intervals, how often these hold.

drivers.csv: Johnson's weights by numpy's `eigh`, beside them general dominance by statsmodels' least squares of every subset
of drivers (Azen and Budescu 2003, Psychological Methods 8:129), whose sum, R², the weights must have. Answers are digits: a
word is a response, its last digit the outcome.

drivers_intervals.csv: percentiles of 20,000 samples drawn again. drivers_coverage.csv: 1,000 data sets each, 1,000 samples of
each, percentile, bias-corrected, and bias-corrected and accelerated intervals, and how often a driver is told from noise by percentiles.
The truth comes from four million responses.
"""
import warnings
from itertools import combinations
from math import comb

import numpy as np
import statsmodels.api as sm
from scipy.stats import norm

from oracle import Z, write

BLOCKS = 1_000  # More responses than these are put into so many blocks at random, which are drawn again in their place.

CORRELATED = {
    # Two drivers correlate at 0.8, one of them alone matters.
    "one of two alike": (0.8, [1, 0], 0.3, False, 0),
    # Answers from 1 to 5 from here on; one weighs less than the other.
    "five falling": (0.5, [5, 4, 3, 2, 1], 0.5, True, 0),
    # The last goes along with nothing.
    "four and none": (0.5, [3, 2, 1, 1, 0], 0.4, True, 1),
    "two weak and two alike": (0.3, [1, 1, 0, 0], 0.08, True, 0),
    "ten much alike": (0.8, list(range(10, 0, -1)), 0.5, True, 0),
}


def weights(drivers, outcome):
    """Of one or many matrices of correlations."""
    values, vectors = np.linalg.eigh(drivers)
    kept = values > 1e-10
    root = np.sqrt(np.where(kept, values, 0))
    inverse = np.where(kept, 1 / np.where(kept, root, 1), 0)
    turned = np.swapaxes(vectors, -1, -2)
    link = (vectors * root[..., None, :]) @ turned
    coefficients = (vectors * inverse[..., None, :]) @ (turned @ outcome[..., None])
    return (link**2 @ coefficients**2)[..., 0]


def of_data(data):
    correlations = np.corrcoef(data.T)
    return weights(correlations[:-1, :-1], correlations[:-1, -1])


def dominance(data):
    x, y = data[:, :-1], data[:, -1]
    drivers = x.shape[1]

    def explained(chosen):
        return sm.OLS(y, sm.add_constant(x[:, list(chosen)], has_constant="add")).fit().rsquared if chosen else 0.0

    known = {chosen: explained(chosen) for size in range(drivers + 1) for chosen in combinations(range(drivers), size)}
    found = []
    for driver in range(drivers):
        others = [other for other in range(drivers) if other != driver]
        parts = [(known[tuple(sorted((*chosen, driver)))] - known[chosen]) / comb(drivers - 1, size)
                 for size in range(drivers) for chosen in combinations(others, size)]
        found.append(sum(parts) / drivers)
    return np.array(found)


def answers(rng, responses, correlations, coefficients, explained, is_scale):
    x = rng.standard_normal((responses, len(coefficients))) @ np.linalg.cholesky(correlations).T
    scale = np.sqrt(explained / (coefficients @ correlations @ coefficients))
    y = scale * (x @ coefficients) + np.sqrt(1 - explained) * rng.standard_normal(responses)
    data = np.column_stack([x, y])
    return np.digitize(data, [-2, -1.3, -0.5, 0.5]) + 1.0 if is_scale else data


def text(data):
    return " ".join("".join(str(int(answer)) for answer in row) for row in data)


def numbers(values):
    return " ".join(repr(float(value)) for value in values)


def some_answers(rng, drivers, responses):
    loading = rng.uniform(0.2, 0.95, drivers)
    correlations = np.outer(loading, loading)
    np.fill_diagonal(correlations, 1)
    return answers(rng, responses, correlations, rng.normal(0.4, 0.5, drivers), rng.uniform(0.05, 0.9), True)


def rows():
    warnings.simplefilter("ignore")  # Where one driver repeats another, least squares says so.
    rng = np.random.default_rng(20261216)
    rows = []
    while len(rows) < 210:
        drivers = 1 + len(rows) % 6
        data = some_answers(rng, drivers, int(rng.integers(drivers + 2, 50)))
        if len(rows) % 10 == 9 and drivers > 1:
            data[:, 0] = data[:, 1]  # One repeats another.
        if (data.std(0) == 0).any():
            continue
        correlations = np.corrcoef(data.T)
        if not len(rows) % 10 == 9 and np.linalg.eigvalsh(correlations[:-1, :-1])[0] < 1e-6:
            continue
        found, by_subsets = of_data(data), dominance(data)
        if found.sum() < 1e-6:
            continue
        assert np.isclose(found.sum(), by_subsets.sum(), rtol=1e-9), data
        rows.append([text(data), numbers(found), numbers(correlations[:-1, -1]), numbers(by_subsets)])
    return rows


def of_sums(n, first, second):
    """Weights of many samples at once, from their sums; the last variable is the outcome."""
    mean = first / n[:, None]
    covariances = second / n[:, None, None] - mean[:, :, None] * mean[:, None, :]
    deviations = np.sqrt(np.maximum(np.diagonal(covariances, axis1=1, axis2=2), 0))
    deviations = np.where(deviations < 1e-9, np.inf, deviations)
    correlations = covariances / deviations[:, :, None] / deviations[:, None, :]
    places = np.arange(correlations.shape[1])
    correlations[:, places, places] = 1
    return weights(correlations[:, :-1, :-1], correlations[:, :-1, -1])


def in_blocks(place, values):
    sums = np.zeros((BLOCKS, *values.shape[1:]))
    np.add.at(sums, place, values)
    return sums


def drawn_again(rng, data, samples):
    """Weights, R², shares and weights above noise: of the data, of samples drawn again, and with each response left out."""
    n, drivers = len(data), data.shape[1] - 1
    data = data - data.mean(0)
    with_noise = np.column_stack([data[:, :-1], rng.standard_normal(n), data[:, -1]])
    variables = drivers + 2
    products = (with_noise[:, :, None] * with_noise[:, None, :]).reshape(n, -1)
    ones = np.ones(n)
    if n > BLOCKS:
        place = rng.integers(0, BLOCKS, n)
        ones, with_noise, products = (in_blocks(place, values) for values in (ones, with_noise, products))
        taken = ones > 0
        ones, with_noise, products = ones[taken], with_noise[taken], products[taken]
    units = len(ones)
    times = np.vstack([np.ones((1, units)), rng.multinomial(units, np.full(units, 1 / units), size=samples), 1 - np.eye(units)])
    size, first = times @ ones, times @ with_noise
    second = (times @ products).reshape(-1, variables, variables)
    kept = [place for place in range(variables) if place != drivers]
    plain = of_sums(size, first[:, kept], second[:, kept][:, :, kept])
    compared = of_sums(size, first, second)
    explained = plain.sum(1, keepdims=True)
    above = compared[:, :drivers] - compared[:, drivers:]
    every = np.column_stack([plain, explained, plain / explained, above])
    return every[0], every[1 : samples + 1], every[samples + 1 :]


def quantiles(ordered, p):
    last = len(ordered) - 1
    position = np.clip(p * (len(ordered) + 1) - 1, 0, last)
    place = np.floor(position).astype(int)
    columns = np.arange(ordered.shape[1])
    low, high = ordered[place, columns], ordered[np.minimum(place + 1, last), columns]
    return low + (high - low) * (position - place)


def intervals(value, drawn, left_out):
    ordered = np.sort(drawn, 0)
    below = ((drawn < value).sum(0) + 0.5 * (drawn == value).sum(0)) / len(drawn)
    away = norm.ppf(np.clip(below, 0.5 / len(drawn), 1 - 0.5 / len(drawn)))
    skew = left_out.mean(0) - left_out
    a = (skew**3).sum(0) / 6 / np.maximum((skew**2).sum(0), 1e-100) ** 1.5
    ends = np.array([[-Z], [Z]])
    return {
        "percentile": [quantiles(ordered, np.full(len(value), p)) for p in (0.025, 0.975)],
        "corrected": [quantiles(ordered, norm.cdf(2 * away + z)) for z in ends],
        "accelerated": [quantiles(ordered, norm.cdf(away + (away + z) / (1 - a * (away + z)))) for z in ends],
    }


def interval_rows():
    rng = np.random.default_rng(20261217)
    rows = []
    for case in range(6):
        drivers = [1, 2, 3, 5, 8, 5][case]
        data = some_answers(rng, drivers, [100, 120, 200, 150, 250, 600][case])
        value, drawn, left_out = drawn_again(rng, data, 20_000)
        found = intervals(value, drawn, left_out)
        plain, corrected = found["percentile"], found["corrected"]
        for name, chosen in (("weight", slice(0, drivers)), ("share", slice(drivers + 1, 2 * drivers + 1))):
            rows.append([text(data), name, numbers(plain[0][chosen]), numbers(plain[1][chosen])])
        rows.append([text(data), "r_squared", numbers([corrected[0][drivers]]), numbers([corrected[1][drivers]])])
    return rows


def coverage_rows():
    rows = []
    for name, (correlation, coefficients, explained, is_scale, unrelated) in CORRELATED.items():
        drivers = len(coefficients)
        correlations = np.full((drivers, drivers), float(correlation))
        correlations[drivers - unrelated :, :] = correlations[:, drivers - unrelated :] = 0
        np.fill_diagonal(correlations, 1)
        draw = lambda rng, n: answers(rng, n, correlations, np.array(coefficients, float), explained, is_scale)
        truth = of_data(draw(np.random.default_rng(7), 4_000_000))
        if unrelated:
            truth[drivers - unrelated :] = 0
        truths = np.concatenate([truth, [truth.sum()], truth / truth.sum()])
        for n in (50, 100, 300, *((1_200, 5_000) if name == "five falling" else ())):
            rng = np.random.default_rng(20261218)
            held = {method: np.zeros(len(truths)) for method in ("percentile", "corrected", "accelerated")}
            clear, mean = np.zeros(drivers), np.zeros(len(truths))
            for _ in range(1_000):
                value, drawn, left_out = drawn_again(rng, draw(rng, n), 1_000)
                found = intervals(value, drawn, left_out)
                mean += value[: len(truths)] / 1_000
                clear += (found["percentile"][0][len(truths) :] > 0) / 1_000
                for method, (low, high) in found.items():
                    held[method] += ((low[: len(truths)] <= truths) & (truths <= high[: len(truths)])) / 1_000
            for place, truth_there in enumerate(truths):
                of, driver = ("weight", place) if place < drivers else ("share", place - drivers - 1)
                rows.append([
                    name, n, "r_squared" if place == drivers else f"{of} {driver}", truth_there, mean[place],
                    *(counts[place] for counts in held.values()), clear[place] if place < drivers else None,
                ])
    return rows


def make():
    by = ("numpy", "scipy", "statsmodels")
    head = ["data", "n", "of", "truth", "mean", "percentile", "corrected", "accelerated", "clear"]
    return {
        "drivers.csv": write("drivers.csv", ["answers", "weights", "correlations", "dominance"], rows(), by),
        "drivers_intervals.csv": write("drivers_intervals.csv", ["answers", "of", "low", "high"], interval_rows(), by),
        "drivers_coverage.csv": write("drivers_coverage.csv", head, coverage_rows(), by),
    }
