#!/usr/bin/env python3
"""Makes golden files of later versions of XGBoost, those of the one that is installed: see HOWTO."""
import json
import os

import numpy as np
import pandas
import xgboost

import make

VERSION = "_v" + xgboost.__version__.replace(".", "_")
REFUSED = "../xgboost_refused/"
TESTS = 60
TEXTS = ["plain", " lead", "two  blanks", "N/A", "?", "São:x", "a|b\\;c", "Plain", "UPPER"]
NUMBERS = [10, -2, 33, 7]
TINY = [1.4e-45, 2.8e-45, 1.58e-30, 1.5777218e-30, 1.6e-30, -1.4e-45, 0]


def save(case, booster, data, rows, names):
    os.makedirs(case, exist_ok=True)
    booster.save_model(case + "/model.json")
    booster.save_model(case + "/model.ubj")
    margins = booster.predict(rows, output_margin=True).reshape(TESTS, -1)
    values = booster.predict(rows).reshape(TESTS, -1)
    make.write(case + "/data.csv", names, data)
    header = ["margin%d" % i for i in range(margins.shape[1])]
    header += ["prediction%d" % i for i in range(values.shape[1])]
    make.write(case + "/expected.csv", header, np.hstack([margins, values]))


def numbers(case, seed, params, label, rounds=4, change=None, **train):
    rng = np.random.default_rng(seed)
    x = make.table(rng, make.ROWS, 0)
    test = make.table(rng, TESTS, 0)
    if change:
        change(rng, x)
    y = label(rng, make.signal(x))
    data = xgboost.DMatrix(x, y)
    booster = xgboost.train({"max_depth": 3, "eta": 0.4, "nthread": 1, "seed": seed, **params}, data, rounds, **train)
    make.ties(rng, test, json.loads(booster.save_raw("json")))
    if change:
        change(rng, test)
    save(case + VERSION, booster, test, xgboost.DMatrix(test), ["f%d" % i for i in range(5)])


def tiny(rng, x):
    x[:, 0] = np.array(TINY, dtype=np.float32)[rng.integers(0, len(TINY), len(x))]


def tiny_label(rng, s):
    return number_of_tiny + rng.normal(size=len(s)) / 10


def frame(rng, rows, shuffle):
    """Categories as pandas has them; in the rows to score the levels come in another order."""
    texts = list(rng.permutation(TEXTS)) if shuffle else TEXTS
    values = list(rng.permutation(NUMBERS)) if shuffle else NUMBERS
    return pandas.DataFrame({
        "kind": pandas.Categorical.from_codes(rng.integers(-1, len(texts) - 1 + shuffle, rows), texts),
        "size": pandas.Categorical.from_codes(rng.integers(-1, len(values), rows), values),
        "x": rng.normal(size=rows).astype(np.float32),
    })


def categories():
    rng = np.random.default_rng(60)
    train = frame(rng, make.ROWS, False)
    y = (train["kind"].cat.codes % 3 == 1) * 2.0 + (train["size"].cat.codes == 2) - train["x"]
    booster = xgboost.train({"max_depth": 4, "max_cat_to_onehot": 2, "nthread": 1},
                            xgboost.DMatrix(train, y, enable_categorical=True), 4)
    test = frame(rng, TESTS, True)
    rows = xgboost.DMatrix(test, enable_categorical=True)
    data = [[text(value) for value in row] for row in test.to_numpy(dtype=object)]
    save("cats" + VERSION, booster, np.zeros((0, 3)), rows, list(test.columns))
    with open("cats" + VERSION + "/data.csv", "a", encoding="utf-8") as file:
        for row in data:
            file.write(",".join(row) + "\n")


def text(value):
    if isinstance(value, float):
        return "" if np.isnan(value) else "%.9g" % value
    return str(value)


def refused(case, params, y, booster="gbtree"):
    rng = np.random.default_rng(70)
    x = rng.normal(size=(100, 2)).astype(np.float32)
    data = xgboost.DMatrix(x, y(x))
    model = xgboost.train({"max_depth": 2, "nthread": 1, "booster": booster, **params}, data, 1)
    os.makedirs(REFUSED, exist_ok=True)
    model.save_model(REFUSED + case + VERSION + ".ubj")


def constant(k):
    return lambda rng, s: np.full(len(s), k)


def early(rng, s):
    return (rng.random(len(s)) < 1 / (1 + np.exp(-s))) * 1.0


def newest():
    global number_of_tiny
    two = lambda x: np.column_stack([x[:, 0], x[:, 1]])
    numbers("zeros", 61, {"objective": "binary:logistic"}, constant(0), rounds=2)
    numbers("ones", 62, {"objective": "binary:logistic"}, constant(1), rounds=2)
    rng = np.random.default_rng(63)
    make.table(rng, make.ROWS, 0), make.table(rng, TESTS, 0)
    number_of_tiny = rng.integers(0, len(TINY), make.ROWS)
    numbers("tiny", 63, {"objective": "reg:squarederror", "max_depth": 4}, tiny_label, change=tiny)
    categories()
    refused("multi_target", {"objective": "reg:squarederror"}, two)
    refused("vector_leaves", {"objective": "reg:squarederror", "multi_strategy": "multi_output_tree"}, two)
    refused("quantiles", {"objective": "reg:quantileerror", "quantile_alpha": [0.1, 0.9]}, lambda x: x[:, 0])
    refused("expectile", {"objective": "reg:expectileerror", "expectile_alpha": 0.5}, lambda x: x[:, 0])
    refused("gblinear", {"objective": "reg:squarederror"}, lambda x: x[:, 0], booster="gblinear")


def main():
    three = {"objective": "multi:softprob", "num_class": 3}
    numbers("dart", 51, {"objective": "binary:logistic", **make.DART}, make.classes(2), rounds=6)
    numbers("multi", 52, three, make.classes(3))
    numbers("forest_multi", 53, {**three, "num_parallel_tree": 2, **make.FOREST}, make.classes(3), rounds=2)
    if xgboost.__version__ >= "3.4":
        newest()
        numbers("dart_multi", 54, {**three, **make.DART}, make.classes(3))
        numbers("poisson", 55, {"objective": "count:poisson"}, make.count)
        numbers("gamma", 56, {"objective": "reg:gamma"}, make.positive)


if __name__ == "__main__":
    main()
