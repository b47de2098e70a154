#!/usr/bin/env python3
"""The rows of the command `compare` that Python measures: trains on the texts of one file and scores those of another.

    python3 compare_baselines.py tfidf train.jsonl test.jsonl

Each line of the files is a JSON object with "text" and "label" (true or false). The last line on stdout is one JSON object: the
probability of true of each test text, the seconds from texts in memory to a model and from texts to probabilities, and the version; or
what is not installed. Debian has both: `apt-get install python3-fasttext python3-sklearn`.
"""
import argparse
import json
import os
import re
import sys
import tempfile
import time

SEPARATORS = re.compile(r"[^\w']+")


class NotInstalled(Exception):
    """What is missing, and how to get it."""


def read(path):
    """The texts and the labels of a file."""
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [row["text"] for row in rows], [row["label"] for row in rows]


def tfidf(ngrams):
    try:
        import sklearn
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
    except ImportError as error:
        raise NotInstalled("scikit-learn; Debian: apt-get install python3-sklearn") from error

    def train(texts, labels):
        # The default of 100 iterations ends before the optimum on some data.
        return make_pipeline(TfidfVectorizer(ngram_range=(1, ngrams)), LogisticRegression(max_iter=1000)).fit(texts, labels)

    def score(model, texts):
        return model.predict_proba(texts)[:, list(model.classes_).index(True)].tolist()

    return train, score, f"scikit-learn {sklearn.__version__}"


def fasttext(ngrams):
    try:
        import fasttext as library
    except ImportError as error:
        raise NotInstalled("fasttext for Python; Debian: apt-get install python3-fasttext") from error

    def prepare(text):
        # fastText splits at white space alone.
        return SEPARATORS.sub(" ", text.lower())

    def train(texts, labels):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "train.txt")
            with open(path, "w", encoding="utf-8") as file:
                for text, label in zip(texts, labels):
                    file.write(f"__label__{label} {prepare(text)}\n")
            return library.train_supervised(path, wordNgrams=ngrams, thread=os.cpu_count() or 1, verbose=0)

    def score(model, texts):
        labels, probabilities = model.predict([prepare(text) for text in texts], k=2)
        return [
            float(dict(zip(names, values)).get("__label__True", 0)) for names, values in zip(labels, probabilities)]

    return train, score, "fastText"


METHODS = {
    "fasttext": lambda: fasttext(1), "fasttext-pairs": lambda: fasttext(2),
    "tfidf": lambda: tfidf(1), "tfidf-pairs": lambda: tfidf(2),
}


def measure(name, train_path, test_path):
    train, score, version = METHODS[name]()
    texts, labels = read(train_path)
    start = time.perf_counter()
    model = train(texts, labels)
    trained = time.perf_counter()
    test, _ = read(test_path)
    begun = time.perf_counter()
    probabilities = score(model, test)
    return {
        "probabilities": probabilities, "secondsToTrain": trained - start, "secondsToScore": time.perf_counter() - begun,
        "version": version,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=sorted(METHODS))
    parser.add_argument("train")
    parser.add_argument("test")
    arguments = parser.parse_args()
    try:
        result = measure(arguments.name, arguments.train, arguments.test)
    except NotInstalled as missing:
        result = {"notInstalled": str(missing)}
    print(json.dumps(result))


if __name__ == "__main__":
    sys.exit(main())
