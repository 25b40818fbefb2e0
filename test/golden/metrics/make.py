#!/usr/bin/env python3
"""Makes the golden files of the metrics: see HOWTO.

    /usr/bin/python3 make.py

Data are drawn with a fixed seed; the figures are scikit-learn's.  Two classes:
binary_*.csv has label, score, weight; many: classes.csv has actual and predicted
class, weight, and a probability for each class; numbers.csv has actual, predicted,
weight.  expected.txt has a figure in each line: file, metric, value; of curves
curve_*.csv has the rows.
"""
import warnings

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

CLASSES = ["ant", "bee", "cat", "dog"]
expected = []
random = np.random.RandomState(20)
warnings.filterwarnings("ignore")


def write(name, header, rows):
    with open(name, "w", encoding="ascii") as file:
        file.write(",".join(header) + "\n")
        for row in rows:
            file.write(",".join(x if isinstance(x, str) else f"{x:.17g}" for x in row) + "\n")


def expect(file, metric, value):
    expected.append(f"{file} {metric} {value:.17g}\n")


def brier_of(actual, probabilities, weight=None):
    """scikit-learn 1.2 has it for two classes only."""
    hits = np.array([[c == a for c in CLASSES] for a in actual], dtype=float)
    return np.average(((probabilities - hits) ** 2).sum(axis=1), weights=weight)


def binary(name, label, score, weight):
    write(name + ".csv", ["label", "score", "weight"], zip(label, score, weight))
    for suffix, w in (("", None), ("_weighted", weight)):
        expect(name, "roc_auc" + suffix, metrics.roc_auc_score(label, score, sample_weight=w))
        expect(name, "average_precision" + suffix,
               metrics.average_precision_score(label, score, sample_weight=w))
        fpr, tpr, _ = metrics.roc_curve(label, score, sample_weight=w)
        expect(name, "ks_statistic" + suffix, np.abs(tpr - fpr).max())
        if score.min() < 0 or score.max() > 1:
            continue
        expect(name, "log_loss" + suffix, metrics.log_loss(label, score, sample_weight=w))
        expect(name, "brier_score" + suffix,
               metrics.brier_score_loss(label, score, sample_weight=w))
    fpr, tpr, thresholds = metrics.roc_curve(label, score, drop_intermediate=False)
    write("curve_" + name + ".csv", ["threshold", "false_positive_rate", "true_positive_rate"],
          list(zip(thresholds, fpr, tpr))[1:])
    if score.min() >= 0 and score.max() <= 1:
        rate, mean = calibration_curve(label, score, n_bins=10)
        write("calibration_" + name + ".csv", ["observed_rate", "mean_predicted"], zip(rate, mean))


def many(n):
    margins = random.normal(size=(n, len(CLASSES))) * 2
    probabilities = np.exp(margins) / np.exp(margins).sum(axis=1)[:, None]
    probabilities[:3] = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    # "dog" is never predicted, and sometimes so
    actual = [CLASSES[random.choice(len(CLASSES), p=p)] for p in probabilities]
    actual[1] = "ant"
    predicted = [CLASSES[p[:3].argmax()] for p in probabilities]
    weight = random.uniform(0.1, 3, size=n)
    write("classes.csv", ["actual", "predicted", "weight"] + CLASSES,
          [(a, q, w, *p) for a, q, w, p in zip(actual, predicted, weight, probabilities)])
    for suffix, w in (("", None), ("_weighted", weight)):
        expect("classes", "accuracy" + suffix, metrics.accuracy_score(actual, predicted, sample_weight=w))
        expect("classes", "matthews_correlation" + suffix,
               metrics.matthews_corrcoef(actual, predicted, sample_weight=w))
        expect("classes", "log_loss" + suffix,
               metrics.log_loss(actual, probabilities, sample_weight=w, labels=CLASSES))
        expect("classes", "brier_score" + suffix, brier_of(actual, probabilities, w))
        report = metrics.precision_recall_fscore_support(actual, predicted, labels=CLASSES,
                                                         sample_weight=w, zero_division=0)
        for i, c in enumerate(CLASSES):
            for figure, values in zip(("precision", "recall", "f1", "support"), report):
                expect("classes", f"{c}_{figure}{suffix}", values[i])
        for average in ("macro", "weighted"):
            report = metrics.precision_recall_fscore_support(
                actual, predicted, average=average, sample_weight=w, zero_division=0)
            for figure, value in zip(("precision", "recall", "f1"), report):
                expect("classes", f"{average}_{figure}{suffix}", value)
        matrix = metrics.confusion_matrix(actual, predicted, labels=CLASSES, sample_weight=w)
        for i, a in enumerate(CLASSES):
            for j, p in enumerate(CLASSES):
                expect("classes", f"{a}_as_{p}{suffix}", matrix[i, j])


def numbers(name, actual, predicted, weight):
    write(name + ".csv", ["actual", "predicted", "weight"], zip(actual, predicted, weight))
    for suffix, w in (("", None), ("_weighted", weight)):
        expect(name, "rmse" + suffix,
               metrics.mean_squared_error(actual, predicted, sample_weight=w, squared=False))
        expect(name, "mae" + suffix, metrics.mean_absolute_error(actual, predicted, sample_weight=w))
        expect(name, "r2" + suffix, metrics.r2_score(actual, predicted, sample_weight=w))


def main():
    n = 2000
    p = random.beta(1, 3, size=n)
    label = (random.uniform(size=n) < p).astype(int)
    weight = random.uniform(0.1, 3, size=n)
    binary("binary_distinct", label, p, weight)
    binary("binary_ties", label, np.round(p, 2), weight)
    certain = np.where(random.uniform(size=n) < 0.1, np.round(p), p)
    binary("binary_certain", label, certain, weight)
    binary("binary_margins", label, np.round(3 * (label - 0.5) + random.normal(size=n) * 4, 1), weight)
    binary("binary_few", np.array([0, 1, 1]), np.array([0.25, 0.25, 0.5]), np.array([1.0, 2.0, 0.5]))
    many(1000)
    actual = random.normal(size=n) * 3 + 10
    numbers("numbers", actual, actual + random.normal(size=n), weight)
    numbers("numbers_far", actual + 1e7, actual + 1e7 + random.normal(size=n), weight)
    numbers("numbers_constant", np.full(3, 0.5), np.array([0.5, 0.5, 0.5]), np.ones(3))
    numbers("numbers_constant_missed", np.full(3, 0.5), np.array([0.5, 0.75, 0.5]), np.ones(3))
    with open("expected.txt", "w", encoding="ascii") as file:
        file.writelines(expected)


main()
