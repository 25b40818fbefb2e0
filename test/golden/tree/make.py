#!/usr/bin/env python3
"""Makes the golden files of decision trees: see HOWTO."""
import gzip
import os

import numpy as np
from sklearn import datasets
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

# name: table, criterion, max_depth, min_leaf (rows, or weight), ccp_alpha, weighted
CASES = {
    "breast_gini": (datasets.load_breast_cancer, "gini", 5, 20, 0.0, False),
    "breast_entropy": (datasets.load_breast_cancer, "entropy", 8, 3, 0.0, False),
    "breast_pruned": (datasets.load_breast_cancer, "gini", 10, 2, 0.004, False),
    "breast_weighted": (datasets.load_breast_cancer, "gini", 6, 12.5, 0.0, True),
    "digits_gini": (datasets.load_digits, "gini", 10, 5, 0.0, False),
    "digits_pruned": (datasets.load_digits, "entropy", 12, 2, 0.01, False),
    "wine_entropy": (datasets.load_wine, "entropy", 6, 4, 0.0, False),
    "diabetes_variance": (datasets.load_diabetes, "squared_error", 7, 6, 0.0, False),
    "diabetes_pruned": (datasets.load_diabetes, "squared_error", 9, 4, 20.0, True),
}


def fit(x, y, criterion, max_depth, min_leaf, alpha, weight):
    options = {"criterion": criterion, "max_depth": max_depth, "ccp_alpha": alpha, "random_state": 1}
    if weight is None:
        options["min_samples_leaf"] = min_leaf
    else:
        options["min_weight_fraction_leaf"] = min_leaf / weight.sum()
    kind = DecisionTreeRegressor if criterion == "squared_error" else DecisionTreeClassifier
    return kind(**options).fit(x, y, sample_weight=weight).tree_


def write_nodes(file, tree, node):
    """In pre-order: feature (-1: leaf), cut, weight, impurity, the leaf's mean or 0."""
    leaf = tree.children_left[node] < 0
    value = tree.value[node].ravel()
    mean = value[0] if len(value) == 1 else 0.0
    file.write(f"{-1 if leaf else tree.feature[node]} {0.0 if leaf else tree.threshold[node]:.17g} "
               f"{tree.weighted_n_node_samples[node]:.17g} {tree.impurity[node]:.17g} {mean:.17g}\n")
    if not leaf:
        write_nodes(file, tree, tree.children_left[node])
        write_nodes(file, tree, tree.children_right[node])


def write_data(name, x, y, weight):
    with gzip.GzipFile(name + "/data.csv.gz", "wb", mtime=0) as file:
        for i, row in enumerate(x):
            numbers = [f"{v:.9g}" for v in row] + [f"{y[i]:.17g}", f"{1.0 if weight is None else weight[i]:.17g}"]
            file.write((",".join(numbers) + "\n").encode())


def main():
    for name, (load, criterion, max_depth, min_leaf, alpha, weighted) in CASES.items():
        x, y = load(return_X_y=True)
        x = x.astype(np.float32)
        weight = 0.5 + np.arange(len(y)) % 7 / 4 if weighted else None
        tree = fit(x, y, criterion, max_depth, min_leaf, alpha, weight)
        classes = 0 if criterion == "squared_error" else len(np.unique(y))
        os.makedirs(name, exist_ok=True)
        write_data(name, x, y, weight)
        with open(name + "/expected.txt", "w", encoding="ascii") as file:
            file.write(f"{len(y)} {x.shape[1]} {classes} {int(criterion == 'entropy')} "
                       f"{max_depth} {min_leaf:.17g} {alpha:.17g} {tree.node_count}\n")
            write_nodes(file, tree, 0)
        print(name, tree.node_count)


main()
