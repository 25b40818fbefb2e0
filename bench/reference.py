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
        self.steps = []
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
        self.steps = []
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')     # iterations are what they are
            start = time.perf_counter()
            model.fit(matrix, self.classes)
        return model, time.perf_counter() - start

    def watch(self):
        """Has every iteration note when it ended, and with which coefficients."""
        import types
        import scipy.optimize
        from sklearn.linear_model import _logistic

        def minimize(*arguments, **named):
            note = lambda w: self.steps.append((time.perf_counter(), w.copy()))
            return scipy.optimize.minimize(*arguments, callback=note, **named)
        _logistic.optimize = types.SimpleNamespace(minimize=minimize)

    def loss_after(self, step):
        w = self.steps[step][1].reshape((len(np.unique(self.classes)), -1), order='F')
        margin = self.train @ w[:, :-1].T + w[:, -1]
        margin -= margin.max(1, keepdims=True)
        probability = np.exp(margin)
        probability /= probability.sum(1, keepdims=True)
        return log_loss(probability, np.unique(self.classes, return_inverse=True)[1])

    def report_same_loss(self, start):
        """The first iteration that came to the loss that was asked for."""
        low, high = 0, len(self.steps)
        while low < high:
            middle = (low + high) // 2
            if self.loss_after(middle) <= self.options.loss:
                high = middle
            else:
                low = middle + 1
        if low < len(self.steps):
            report(same_loss_iterations=low + 1, same_loss_seconds=self.steps[low][0] - start)

    def run(self):
        """Whichever kind of matrix is faster, by a few iterations of each."""
        import scipy.sparse
        self.watch()
        kinds = {'dense': np.ascontiguousarray(self.train), 'sparse': scipy.sparse.csr_matrix(self.train)}
        probe = {}
        for kind, matrix in kinds.items():
            start = time.process_time()
            self.fit(matrix, 5)
            probe[kind] = time.process_time() - start
        kind = min(probe, key=probe.get)
        start = time.perf_counter()
        model, seconds = self.fit(kinds[kind], self.options.iterations)
        report(matrix=kind, columns=self.train.shape[1], iterations=int(model.n_iter_[0]),
               train_loss=log_loss(self.spread(model, self.train), self.classes))
        if self.options.loss is not None:
            self.report_same_loss(start)
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
    parser.add_argument('--loss', type=float, help='of the rows trained on: when does scikit-learn come to it?')
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
