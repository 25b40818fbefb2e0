"""digits: what scikit-learn's multinomial logistic regression says; see HOWTO"""
import gzip
import os

import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

data = load_digits()
x, y = data.data, data.target
spread = x.std(0)
z = (x - x.mean(0)) / np.where(spread > 0, spread, 1)
model = LogisticRegression(solver="newton-cg", C=1, tol=1e-12, max_iter=10000).fit(z, y)
log_p = model.predict_log_proba(z)
loss = -log_p[np.arange(len(y)), y].sum()
objective = loss + (model.coef_ ** 2).sum() / 2

os.makedirs("digits", exist_ok=True)
with gzip.GzipFile("digits/data.csv.gz", "wb", mtime=0) as out:
    for row, k in zip(x, y):
        out.write((",".join(str(int(v)) for v in [k, *row]) + "\n").encode())
with open("digits/expected.txt", "w") as out:
    print(f"{loss / len(y):.17g} {objective:.17g}", file=out)
    for b, w in zip(model.intercept_ - model.intercept_.mean(), model.coef_):
        print(" ".join(f"{v:.17g}" for v in [b, *w]), file=out)
