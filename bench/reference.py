#!/usr/bin/python3
"""The libraries that the training of classifiers is compared with, on the same rows.

    reference.py sklearn|xgboost TRAIN TEST --classes N --levels N,N,... [options]

TRAIN and TEST are tables as COPY (FORMAT binary) writes them, of double precision
columns without NULL: first the class, from 0, then a column for each of the levels,
which are numbers from 0, then numbers.  Prints lines of the form name=value.

Seconds are those of the library alone, with the encoded matrix in memory.
"""
import argparse
import time
import warnings

import numpy as np

HEADER = 19     # of a binary COPY: signature, flags, length of an extension


def read_copy(path):
    """The rows as a matrix of double precision numbers."""
    raw = np.fromfile(path, np.uint8)
    width = int(raw[HEADER:HEADER + 2].view('>i2')[0])
    row = np.dtype([('columns', '>i2'), ('values', [('length', '>i4'), ('value', '>f8')], width)])
    rows = raw[HEADER:-2].view(row)
    if not (rows['columns'] == width).all() or not (rows['values']['length'] == 8).all():
        raise SystemExit('%s: a row of other columns, or with NULL' % path)
    return rows['values']['value'].astype(np.float64)


def log_loss(probability, actual):
    """As scikit-learn's."""
    return -np.log(np.clip(probability[np.arange(len(actual)), actual], 1e-15, 1)).mean()


def report(**values):
    for name, value in values.items():
        print('%s=%s' % (name, value if isinstance(value, (str, int)) else '%.9g' % value))


class Logistic:
    """scikit-learn's multinomial regression; every level is a column, numbers are standardised."""

    def __init__(self, options, train, test):
        import sklearn
        self.name = 'scikit-learn %s' % sklearn.__version__
        self.options = options
        first = 1 + len(options.levels)
        self.mean, self.deviation = train[:, first:].mean(0), train[:, first:].std(0)
        self.train, self.classes = self.encode(train), train[:, 0].astype(int)
        self.test = self.encode(test)

    def encode(self, rows):
        first = 1 + len(self.options.levels)
        blocks = [(rows[:, first:] - self.mean) / np.where(self.deviation > 0, self.deviation, 1)]
        for i, levels in enumerate(self.options.levels):
            blocks.append((rows[:, 1 + i, None] == np.arange(levels)).astype(np.float64))
        return np.hstack(blocks)

    def fit(self, matrix, iterations):
        from sklearn.linear_model import LogisticRegression
        model = LogisticRegression(C=1.0, solver='lbfgs', multi_class='multinomial', max_iter=iterations)
        start = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')     # iterations are what they are
            model.fit(matrix, self.classes)
        return model, time.perf_counter() - start

    def run(self):
        """Whichever kind of matrix is faster, by a few iterations of each."""
        import scipy.sparse
        kinds = {'dense': np.ascontiguousarray(self.train), 'sparse': scipy.sparse.csr_matrix(self.train)}
        probe = {kind: self.fit(matrix, 5)[1] for kind, matrix in kinds.items()}
        kind = min(probe, key=probe.get)
        model, seconds = self.fit(kinds[kind], self.options.iterations)
        report(matrix=kind, columns=self.train.shape[1], iterations=int(model.n_iter_[0]),
               train_loss=log_loss(self.spread(model, self.train), self.classes))
        return seconds, self.spread(model, self.test)

    def spread(self, model, matrix):
        """Probabilities of all classes, also of those that had no row."""
        probability = np.zeros((len(matrix), self.options.classes))
        probability[:, model.classes_] = model.predict_proba(matrix)
        return probability


class Boosted:
    """XGBoost, which is told which columns are categories."""

    def __init__(self, options, train, test):
        import xgboost
        self.xgboost = xgboost
        self.name = 'xgboost %s' % xgboost.__version__
        self.options = options
        self.train, self.classes = train[:, 1:].astype(np.float32), train[:, 0]
        self.test = test[:, 1:].astype(np.float32)
        self.types = ['c'] * len(options.levels) + ['q'] * (self.train.shape[1] - len(options.levels))

    def matrix(self, rows, classes=None):
        return self.xgboost.DMatrix(rows, classes, feature_types=self.types, enable_categorical=True,
                                    nthread=self.options.threads)

    def run(self):
        parameters = {'objective': 'multi:softprob', 'num_class': self.options.classes, 'tree_method': 'hist',
                      'max_depth': self.options.depth, 'eta': self.options.eta, 'lambda': 1, 'max_bin': 256,
                      'nthread': self.options.threads, 'seed': 1, 'verbosity': 1}
        start = time.perf_counter()
        matrix = self.matrix(self.train, self.classes)
        middle = time.perf_counter()
        booster = self.xgboost.train(parameters, matrix, self.options.rounds)
        end = time.perf_counter()
        report(matrix_seconds=middle - start,
               train_loss=log_loss(booster.predict(matrix), self.classes.astype(int)))
        return end - start, booster.predict(self.matrix(self.test))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('library', choices=('sklearn', 'xgboost'))
    parser.add_argument('train')
    parser.add_argument('test')
    parser.add_argument('--classes', type=int, required=True)
    parser.add_argument('--levels', required=True, type=lambda text: [int(n) for n in text.split(',')])
    parser.add_argument('--iterations', type=int, default=200, help='of lbfgs, at most')
    parser.add_argument('--rounds', type=int, default=10)
    parser.add_argument('--depth', type=int, default=6)
    parser.add_argument('--eta', type=float, default=0.3)
    parser.add_argument('--threads', type=int, default=1, help='of XGBoost; OMP_NUM_THREADS is for scikit-learn')
    options = parser.parse_args()
    train, test = read_copy(options.train), read_copy(options.test)
    run = (Logistic if options.library == 'sklearn' else Boosted)(options, train, test)
    seconds, probability = run.run()
    actual = test[:, 0].astype(int)
    report(library=run.name, seconds=seconds, log_loss=log_loss(probability, actual),
           accuracy=float((probability.argmax(1) == actual).mean()))


if __name__ == '__main__':
    main()
