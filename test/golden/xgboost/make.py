#!/usr/bin/env python3
"""Makes the golden files of XGBoost: see HOWTO."""
import json
import os

import numpy as np
import xgboost

ROWS = 400
TESTS = 90
NAMES = ["age", "income", "debt ratio", "región", "visits"]


def table(rng, rows, categories):
    """Numbers, some rounded so that they repeat; the last columns categories."""
    x = rng.normal(size=(rows, 5)).astype(np.float32)
    x[:, 1] = np.round(x[:, 1] * 4) / 4
    x[:, 2] *= 1e-6
    for column in range(5 - categories, 5):
        x[:, column] = rng.integers(0, 12 if column == 4 else 3, rows)
    x[rng.random(x.shape) < 0.1] = np.nan
    return x


def trees_of(model):
    booster = model["learner"]["gradient_booster"]
    return (booster.get("gbtree") or booster)["model"]["trees"]


def ties(rng, x, model):
    """Puts values that equal cuts into a third of the rows."""
    cuts = [
        (tree["split_indices"][i], np.float32(tree["split_conditions"][i]))
        for tree in trees_of(model)
        for i in range(len(tree["left_children"]))
        if tree["left_children"][i] >= 0 and tree["split_type"][i] == 0
    ]
    for row in range(0, len(x), 3):
        for _ in range(4 if cuts else 0):
            column, cut = cuts[rng.integers(len(cuts))]
            x[row, column] = cut


def signal(x):
    z = np.nan_to_num(x, nan=0.7)
    z[:, 2] = np.nan_to_num(x[:, 2])
    return z[:, 0] + np.sin(3 * z[:, 1]) + (z[:, 4] % 3 == 1) * 1.5 + z[:, 2] * 3e5


def text(value):
    return "" if np.isnan(value) else "%.9g" % value


def write(name, header, rows):
    with open(name, "w", encoding="utf-8") as file:
        file.write(",".join(header) + "\n")
        for row in rows:
            file.write(",".join(text(value) for value in row) + "\n")


def make(case, seed, params, label, rounds=6, categories=0, names=False, group=False):
    rng = np.random.default_rng(seed)
    x = table(rng, ROWS, categories)
    kinds = ["c" if column >= 5 - categories else "q" for column in range(5)]
    features = {"feature_types": kinds, "enable_categorical": True} if categories else {}
    if names:
        features["feature_names"] = NAMES
    data = xgboost.DMatrix(x, **features)
    y = label(rng, signal(x))
    if params["objective"] == "survival:aft":
        data.set_float_info("label_lower_bound", y)
        data.set_float_info("label_upper_bound", y + 1)
    else:
        data.set_label(y)
    if group:
        data.set_group([20] * (ROWS // 20))
    params = {"max_depth": 4, "eta": 0.4, "nthread": 1, "seed": seed, **params}
    booster = xgboost.train(params, data, rounds)
    os.makedirs(case, exist_ok=True)
    booster.save_model(case + "/model.json")
    booster.save_model(case + "/model.ubj")
    with open(case + "/model.json", encoding="utf-8") as file:
        model = json.load(file)
    test = table(rng, TESTS, categories)
    ties(rng, test, model)
    test[5, 0:3] = [1e-40, -1e-44, 3e38]
    for row in range(7, TESTS, 11):
        if categories:
            test[row, 4] = [12, 31, 32, 40, 1000, 70000, 1e9, 4.5][row // 11 % 8]
    rows = xgboost.DMatrix(test, **features)
    margins = booster.predict(rows, output_margin=True).reshape(TESTS, -1)
    values = booster.predict(rows).reshape(TESTS, -1)
    write(case + "/data.csv", NAMES if names else ["f%d" % i for i in range(5)], test)
    header = ["margin%d" % i for i in range(margins.shape[1])]
    header += ["prediction%d" % i for i in range(values.shape[1])]
    write(case + "/expected.csv", header, np.hstack([margins, values]))


def number(rng, s):
    return s + rng.normal(size=len(s))


def positive(rng, s):
    return np.exp(s / 2) * rng.gamma(2, size=len(s)) + 0.01


def count(rng, s):
    return rng.poisson(np.exp(s / 2))


def classes(k):
    def label(rng, s):
        cuts = np.quantile(s, np.arange(1, k) / k)
        return np.searchsorted(cuts, s + rng.normal(size=len(s)) / 2)

    return label


def share(rng, s):
    return 1 / (1 + np.exp(-s - rng.normal(size=len(s))))


def survival(rng, s):
    return positive(rng, s) * np.where(rng.random(len(s)) < 0.2, -1, 1)


def grade(rng, s):
    return np.clip(np.round(s), 0, 4)


DART = {"booster": "dart", "rate_drop": 0.5, "skip_drop": 0.1}
FOREST = {"subsample": 0.6, "colsample_bynode": 0.7, "eta": 1}
HIST = {"tree_method": "hist", "max_cat_to_onehot": 1}


def main():
    make("regression", 1, {"objective": "reg:squarederror", "base_score": 0.3}, number, names=True)
    make("binary", 2, {"objective": "binary:logistic", "base_score": 0.2}, classes(2))
    make("multi", 3, {"objective": "multi:softprob", "num_class": 3}, classes(3), rounds=4)
    make("softmax", 4, {"objective": "multi:softmax", "num_class": 4}, classes(4), rounds=3)
    make("dart", 5, {"objective": "binary:logistic", **DART}, classes(2), rounds=8)
    make("dart_multi", 6, {"objective": "multi:softprob", "num_class": 3, **DART}, classes(3), rounds=4)
    make("categorical", 7, {"objective": "reg:squarederror", **HIST}, number, categories=2, names=True)
    make("onehot", 8, {"objective": "binary:logistic", **HIST, "max_cat_to_onehot": 50}, classes(2), categories=2)
    make("forest", 9, {"objective": "binary:logistic", "num_parallel_tree": 8, **FOREST}, classes(2), rounds=1)
    make("forest_multi", 10, {"objective": "multi:softprob", "num_class": 3, "num_parallel_tree": 2, **FOREST},
         classes(3), rounds=3)
    for i, (case, objective, label) in enumerate([
            ("poisson", "count:poisson", count), ("gamma", "reg:gamma", positive),
            ("tweedie", "reg:tweedie", positive), ("cox", "survival:cox", survival),
            ("aft", "survival:aft", positive), ("logistic_regression", "reg:logistic", share),
            ("logitraw", "binary:logitraw", classes(2)), ("hinge", "binary:hinge", classes(2)),
            ("rank", "rank:pairwise", grade), ("pseudohuber", "reg:pseudohubererror", number),
            ("absoluteerror", "reg:absoluteerror", number)]):
        make(case, 20 + i, {"objective": objective, "max_depth": 3, "base_score": 0.4}, label, rounds=3,
             group=case == "rank")


if __name__ == "__main__":
    main()
