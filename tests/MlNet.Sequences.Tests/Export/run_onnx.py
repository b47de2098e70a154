"""Runs exported models outside .NET and compares what they give with what was expected.

python3 run_onnx.py FOLDER [ENGINE]

FOLDER has NAME.onnx files, each with a NAME.json: {"inputs": {name: values}, "outputs": {name: values}}. ENGINE is onnxruntime, onnx (its
reference evaluator) or checker (onnx's, which runs nothing); every one that is installed, unless told. Numbers may differ by 1e-5, those above 1 by that part of them.
Exit code: 0 where all is equal, 1 where something differs or fails, 2 for wrong usage, 3 where no engine is installed.
"""

import importlib
import json
import pathlib
import sys

TOLERANCE = 1e-5


def by_onnxruntime(path):
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return lambda names, inputs: session.run(names, inputs)


def by_onnx(path):
    import onnx
    from onnx.reference import ReferenceEvaluator

    directions = {a.s for node in onnx.load(path).graph.node for a in node.attribute if a.name == "direction"}
    if directions - {b"forward"} and not reads_lengths():
        raise NotImplementedError("the recurrent operators of this version read padding when they read backward")
    evaluator = ReferenceEvaluator(str(path))
    return lambda names, inputs: evaluator.run(names, inputs)


def reads_lengths():
    """Whether the reference evaluator heeds the lengths of sequences; onnx 1.23.1's does not, which shows where padding comes first."""
    import numpy
    from onnx import TensorProto, helper
    from onnx.reference import ReferenceEvaluator

    node = helper.make_node("LSTM", ["X", "W", "R", "", "lengths"], ["Y"], hidden_size=1, direction="reverse")
    shapes = {"X": [2, 1, 1], "W": [1, 4, 1], "R": [1, 4, 1]}
    inputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    inputs.append(helper.make_tensor_value_info("lengths", TensorProto.INT32, [1]))
    outputs = [helper.make_tensor_value_info("Y", TensorProto.FLOAT, [2, 1, 1, 1])]
    model = helper.make_model(helper.make_graph([node], "lengths", inputs, outputs), opset_imports=[helper.make_opsetid("", 17)])
    values = {name: numpy.ones(shape, dtype=numpy.float32) for name, shape in shapes.items()}
    states = ReferenceEvaluator(model).run(None, values | {"lengths": numpy.array([1], dtype=numpy.int32)})[0]
    return states[1, 0, 0, 0] == 0  # behind the only step there is none


def by_checker(path):
    """No engine: whether the file keeps the rules of the format, its shapes among them."""
    import onnx

    onnx.checker.check_model(str(path), full_check=True)
    return lambda names, inputs: None


ENGINES = {"onnxruntime": by_onnxruntime, "onnx": by_onnx, "checker": by_checker}
MODULES = {"onnxruntime": "onnxruntime", "onnx": "onnx.reference", "checker": "onnx"}


def to_array(values):
    import numpy

    array = numpy.array(values)
    return array.astype(object if array.dtype.kind == "U" else numpy.int64 if array.dtype.kind == "i" else numpy.float32)


def difference(expected, received):
    """Where two outputs differ, in words; None where they don't."""
    import numpy

    expected, received = numpy.array(expected), numpy.asarray(received)
    if expected.shape != received.shape:
        return f"has shape {received.shape} and must have {expected.shape}"
    if received.dtype.kind == "f":
        allowed = TOLERANCE * numpy.maximum(1, numpy.abs(expected))
        wrong = ~(numpy.abs(expected - received) <= allowed)
    else:
        wrong = expected != received
    if not wrong.any():
        return None
    place = tuple(int(i) for i in numpy.argwhere(wrong)[0])
    return f"is {received[place]} at {place} and must be {expected[place]}; {int(wrong.sum())} of {wrong.size} differ"


def check(path, engine):
    """Whether a file gives what it must; None where the engine doesn't have all operators."""
    case = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    names = list(case["outputs"])
    try:
        results = ENGINES[engine](path)(names, {name: to_array(values) for name, values in case["inputs"].items()})
    except (NotImplementedError, ImportError) as error:
        print(f"left out  {engine}  {path.name}: {type(error).__name__}: {error}")
        return None
    except Exception as error:  # every other one is a finding, and the other files are run as well
        print(f"FAILED    {engine}  {path.name}: {type(error).__name__}: {error}")
        return False
    if results is None:
        print(f"keeps the rules  {engine}  {path.name}")
        return True
    found = [f"{name} {what}" for name, result in zip(names, results) if (what := difference(case["outputs"][name], result))]
    print(f"{'DIFFERS ' if found else 'equal   '}  {engine}  {path.name}{': ' if found else ''}{'; '.join(found)}")
    return not found


def is_installed(engine):
    try:
        importlib.import_module(MODULES[engine])
        importlib.import_module("numpy")
    except ImportError:
        return False
    return True


def main(arguments):
    if len(arguments) not in (1, 2) or (len(arguments) == 2 and arguments[1] not in ENGINES):
        print(__doc__, file=sys.stderr)
        return 2
    files = sorted(pathlib.Path(arguments[0]).glob("*.onnx"))
    if not files:
        print(f"There is no .onnx file in '{arguments[0]}'.", file=sys.stderr)
        return 2
    engines = [engine for engine in arguments[1:] or ENGINES if is_installed(engine)]
    if not set(engines) - {"checker"} and arguments[1:] != ["checker"]:
        print("Neither onnxruntime nor onnx with its reference evaluator is installed for this Python.", file=sys.stderr)
        return 3
    for engine in engines:
        package = MODULES[engine].partition(".")[0]
        print(f"{engine}: {package} {importlib.import_module(package).__version__}")
    results = [[check(path, engine) for engine in engines] for path in files]
    whole = all(False not in row and True in row for row in results)
    print(f"{sum(True in row and False not in row for row in results)} of {len(files)} files are equal.")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
