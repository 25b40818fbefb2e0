#!/usr/bin/env python3
"""Makes the golden files of PCA: see HOWTO.

    make.py FOLDER      FOLDER has the original tables

Eigenvalues and loadings by LAPACK's singular value decomposition of the centred
(and scaled) matrix: another way than the eigenvalues of the covariance matrix.
"""
import csv
import gzip
import os
import sys

import numpy as np

TABLES = {
    "breast_cancer": "sklearn_breast_cancer.csv",
    "digits": "sklearn_digits.csv",
    "wine": "sklearn_wine.csv",
    "cells": "modeldata_cells.csv",
    "ad_data": "modeldata_ad_data.csv",
    "gasoline": "pls_gasoline_nir.csv",
    "communities": "communities.csv",
    "communities_raw": "communities_unnormalized.txt",
}
COMPONENTS = 10


def is_number(text):
    try:
        return np.isfinite(float(text))
    except ValueError:
        return False


def complete_numeric(path):
    """Header and rows of the columns that have a number in every row."""
    with open(path, newline="", encoding="utf-8", errors="replace") as file:
        header, *rows = list(csv.reader(file))
    rows = [row for row in rows if len(row) == len(header)]
    keep = [j for j in range(len(header)) if all(is_number(row[j]) for row in rows)]
    return [header[j] for j in keep], [[row[j] for j in keep] for row in rows]


def components(x, scaled):
    x = x - x.mean(axis=0)
    x = x - x.mean(axis=0)
    if scaled:
        deviation = np.sqrt((x * x).sum(axis=0) / (len(x) - 1))
        x = x / np.where(np.ptp(x, axis=0) > 0, deviation, 1)
    _, s, v = np.linalg.svd(x, full_matrices=False)
    signs = np.sign(v[np.arange(len(v)), np.abs(v).argmax(axis=1)])
    return s * s / (len(x) - 1), v * signs[:, None]


def write(name, header, rows):
    os.makedirs(name, exist_ok=True)
    with gzip.GzipFile(name + "/data.csv.gz", "wb", mtime=0) as file:
        file.write((",".join(h.replace(",", ";") for h in header) + "\n").encode())
        for row in rows:
            file.write((",".join(row) + "\n").encode())
    x = np.array(rows, dtype=float)
    count = min(len(x) - 1, x.shape[1])
    with open(name + "/expected.txt", "w", encoding="ascii") as file:
        file.write(f"{x.shape[0]} {x.shape[1]} {count} {min(COMPONENTS, count)}\n")
        for scaled in (False, True):
            values, vectors = components(x, scaled)
            for value in values[:count]:
                file.write(f"{value:.17g}\n")
            for vector in vectors[:min(COMPONENTS, count)]:
                file.write(" ".join(f"{v:.17g}" for v in vector) + "\n")


def main():
    for name, file in TABLES.items():
        header, rows = complete_numeric(os.path.join(sys.argv[1], file))
        write(name, header, rows)
        print(name, len(rows), len(header))


main()
