#!/usr/bin/env python3
"""The plain loop of the command `epoch` in PyTorch (1.13 or newer), on the same batches and from the same first weights.

    dotnet run -c Release --project tests/MlNet.Sequences.Benchmarks -- epoch --data aclImdb_v1.tar.gz --write-batches imdb.batches
    python3 pytorch_epoch.py imdb.batches
    python3 pytorch_epoch.py imdb.batches --device cuda --embedding 512 --hidden 1024 --layers 2 --steps all
    python3 pytorch_epoch.py imdb.batches --device cuda --precision bfloat16 --architecture transformer --width 512 --layers 8 --length 512

The file is safetensors: a little-endian uint64, a JSON header of that length, and the bytes of `tokens` (int32, [reviews, length], padded
behind with 0), `labels` (float32, [reviews]) and the first weights (`weights.*`). Batch i of n reviews is the rows from i * n on. The
network's sizes are those of the file unless options say otherwise; with other sizes the first weights are PyTorch's own.
"""
import argparse
import json
import math
import struct
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

WARM_UP_STEPS = 5


def read(path):
    """The metadata and the tensors of a file of batches."""
    kinds = {"I32": torch.int32, "F32": torch.float32}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, place in header.items():
        start, end = place["data_offsets"]
        tensor = torch.frombuffer(data, dtype=kinds[place["dtype"]], count=(end - start) // 4, offset=start)
        tensors[name] = tensor.reshape(place["shape"]).clone()
    return json.loads(metadata["settings"]), int(metadata["keys"]), tensors


class Recurrent(nn.Module):
    def __init__(self, settings, keys):
        super().__init__()
        kind = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}[settings["architecture"]]
        self.embedding = nn.Embedding(keys, settings["embedding"])
        self.layers = kind(settings["embedding"], settings["hidden"], settings["layers"], batch_first=True)
        self.head = nn.Linear(settings["hidden"], 1)

    def forward(self, tokens):
        _, last = self.layers(self.embedding(tokens))
        last = last[0] if isinstance(last, tuple) else last  # [layers, batch, hidden]
        return self.head(last[-1]).squeeze(-1)


class EncoderLayer(nn.Module):
    def __init__(self, settings):
        super().__init__()
        width = settings["width"]
        self.heads = settings["heads"]
        self.norm1 = nn.LayerNorm(width)
        self.in_proj = nn.Linear(width, 3 * width)
        self.out_proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.linear1 = nn.Linear(width, settings["feedForward"])
        self.linear2 = nn.Linear(settings["feedForward"], width)

    def forward(self, steps, mask):
        batch, length, width = steps.shape
        parts = self.in_proj(self.norm1(steps)).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        attended = attend(parts[0], parts[1], parts[2], mask)  # [batch, heads, time, features]
        steps = steps + self.out_proj(attended.transpose(1, 2).reshape(batch, length, width))
        return steps + self.linear2(F.gelu(self.linear1(self.norm2(steps))))


def attend(queries, keys, values, mask):
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(queries, keys, values, mask)
    # PyTorch 1 has no fused attention.
    weights = queries @ keys.transpose(-2, -1) / math.sqrt(queries.shape[-1])
    return weights.masked_fill(~mask, -math.inf).softmax(-1) @ values


class Transformer(nn.Module):
    def __init__(self, settings, keys):
        super().__init__()
        width, length = settings["width"], settings["length"]
        self.embedding = nn.Embedding(keys, width)
        self.layers = nn.ModuleList([EncoderLayer(settings) for _ in range(settings["layers"])])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 1)
        times = torch.arange(length, dtype=torch.float32).unsqueeze(1)
        angles = times * torch.exp(torch.arange(0, width, 2, dtype=torch.float32) * (-math.log(10000.0) / width))
        positions = torch.stack([torch.sin(angles), torch.cos(angles)], -1).flatten(1)[:, :width]
        self.register_buffer("positions", positions, persistent=False)

    def forward(self, tokens):
        is_step = tokens.ne(0)  # [batch, time]
        steps = self.embedding(tokens) + self.positions
        for layer in self.layers:
            steps = layer(steps, is_step[:, None, None, :])
        kept = is_step.unsqueeze(-1).to(steps.dtype)
        mean = (self.norm(steps) * kept).sum(1) / kept.sum(1).clamp_min(1)
        return self.head(mean).squeeze(-1)


def peak_megabytes():
    """The peak of this process's resident memory, in 10^6 bytes."""
    try:
        with open("/proc/self/status") as file:
            return next(int(line.split()[1]) * 1024 / 1e6 for line in file if line.startswith("VmHWM:"))
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


def operations_per_review(settings, lengths):
    """As Arithmetic.cs counts them: matrix products of true tokens, forward and backward."""
    lengths = lengths.double()
    tokens, pairs = lengths.mean().item(), lengths.square().mean().item()
    if settings["architecture"] == "transformer":
        width = settings["width"]
        token = 2 * (4 * width * width + 2 * width * settings["feedForward"])
        return 3 * settings["layers"] * (tokens * token + pairs * 4 * width)
    gates = {"lstm": 4, "gru": 3, "rnn": 1}[settings["architecture"]]
    hidden, token = settings["hidden"], 0
    for layer in range(settings["layers"]):
        token += 2 * (gates * hidden * (settings["embedding"] if layer == 0 else hidden) + gates * hidden * hidden)
    return 3 * tokens * token


def matrix_rate(device, dtype):
    """The median rate of products of square matrices, in GFLOP/s; of smaller ones where a type has no fast kernel."""
    size = 256
    while size < (2048 if device == "cpu" else 8192) and product_seconds(size, device, dtype, 1)[0] < 0.05:
        size *= 2
    seconds = sorted(product_seconds(size, device, dtype, 9))
    return 2 * size**3 / seconds[len(seconds) // 2] / 1e9


def product_seconds(size, device, dtype, repetitions):
    a, b = (torch.rand(size, size, device=device).to(dtype) for _ in range(2))
    a @ b
    seconds, begin = [], time.perf_counter()
    while not seconds or (len(seconds) < repetitions and time.perf_counter() - begin < 1.5):
        wait(device)
        start = time.perf_counter()
        a @ b
        wait(device)
        seconds.append(time.perf_counter() - start)
    return seconds


def wait(device):
    if device != "cpu":
        torch.cuda.synchronize()


def fit_length(tokens, length):
    """Cuts or pads behind."""
    return F.pad(tokens, (0, length - tokens.shape[1])) if length > tokens.shape[1] else tokens[:, :length].contiguous()


def run(settings, keys, tensors, steps):
    device, size, precision = settings["device"], settings["batchSize"], settings["precision"].lower()
    bf16 = precision == "bfloat16"
    if precision == "tensorfloat32":
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    torch.manual_seed(1)
    model = (Transformer if settings["architecture"] == "transformer" else Recurrent)(settings, keys)
    weights = {name[len("weights."):]: value for name, value in tensors.items() if name.startswith("weights.")}
    from_file = {name: value.shape for name, value in weights.items()} == {name: value.shape for name, value in model.named_parameters()}
    if from_file:
        model.load_state_dict(weights)
    model.to(device).train()
    tokens = fit_length(tensors["tokens"], settings["length"])
    lengths = tokens.ne(0).sum(1)
    tokens, labels = tokens.long().to(device), tensors["labels"].to(device)
    rows = len(labels)
    loss_of = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), 0.001)
    steps_per_epoch = (rows + size - 1) // size
    total = torch.zeros((), device=device)

    def step(number):
        first = number % steps_per_epoch * size
        with torch.autocast(device.split(":")[0], torch.bfloat16, enabled=bf16):
            logits = model(tokens[first:first + size])
        loss = loss_of(logits.float(), labels[first:first + size])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total.add_(loss.detach())
        return min(size, rows - first)

    first_losses = []
    for number in range(WARM_UP_STEPS):
        step(number)
        first_losses.append(total.item())
        total.zero_()
    steps = steps or steps_per_epoch
    wait(device)
    start = time.perf_counter()
    samples = sum(step(number) for number in range(steps))
    mean_loss = total.item() / steps  # waits for a GPU
    seconds = time.perf_counter() - start
    if not math.isfinite(mean_loss):
        sys.exit("The loss must be a number; after %d steps it is %s." % (steps, mean_loss))
    operations = operations_per_review(settings, lengths)
    rate = matrix_rate(device, torch.bfloat16 if bf16 else torch.float32)
    result = {
        "version": torch.__version__, "device": device if device == "cpu" else torch.cuda.get_device_name(device),
        "threads": torch.get_num_threads(), "stepsTimed": steps, "stepsPerEpoch": steps_per_epoch, "samples": samples, "seconds": seconds,
        "firstLosses": first_losses, "fileWeights": from_file, "precision": precision, "peakMemoryMegabytes": peak_megabytes(),
        "rows": rows, "secondsPerEpoch": rows * seconds / samples, "samplesPerSecond": samples / seconds,
        "gigaflopsPerSecond": operations * samples / seconds / 1e9, "matrixGigaflopsPerSecond": rate,
        "partOfLimit": operations * samples / seconds / 1e9 / rate,
    }
    if device != "cpu":
        result["peakDeviceMemoryMegabytes"] = torch.cuda.max_memory_allocated(device) / 1e6
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("batches", help="the file that epoch --write-batches wrote")
    parser.add_argument("--device", help="cpu, cuda or cuda:1; default: the file's")
    parser.add_argument("--steps", default="60", help="the steps to time behind a warm-up of 5, or all for an epoch; default: 60")
    parser.add_argument("--precision", choices=["float32", "tensor-float32", "bfloat16"], help="bfloat16 is autocast to it; default: the file's")
    parser.add_argument("--threads", type=int, help="default: PyTorch's own number")
    parser.add_argument("--architecture", choices=["lstm", "gru", "rnn", "transformer"])
    for name in ("embedding", "hidden", "layers", "width", "heads", "feed-forward", "length", "batch-size"):
        parser.add_argument("--" + name, type=int, help="default: the file's")
    parser.add_argument("--json", action="store_true", help="one JSON object alone on stdout")
    arguments = parser.parse_args()
    steps = 0 if arguments.steps == "all" else int(arguments.steps) if arguments.steps.isdigit() else -1
    if arguments.steps != "all" and steps < 1:
        parser.error("--steps must be 1 or more, or all; it is %s" % arguments.steps)
    try:
        settings, keys, tensors = read(arguments.batches)
    except (OSError, ValueError, KeyError, struct.error) as error:
        parser.error("%s is no file of batches (%s): write one with epoch --write-batches" % (arguments.batches, error))
    given = {"architecture": arguments.architecture, "device": arguments.device, "embedding": arguments.embedding, "hidden": arguments.hidden,
             "layers": arguments.layers, "width": arguments.width, "length": arguments.length, "batchSize": arguments.batch_size,
             "precision": arguments.precision and arguments.precision.replace("-", "")}
    settings.update({name: value for name, value in given.items() if value is not None})
    if arguments.width:  # what follows from it, unless said otherwise
        settings.update(heads=max(1, arguments.width // 64), feedForward=2 * arguments.width)
    settings.update({name: value for name, value in (("heads", arguments.heads), ("feedForward", arguments.feed_forward)) if value})
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    result = run(settings, keys, tensors, steps)
    if arguments.json:
        print(json.dumps(result))
        return
    print("PyTorch %(version)s, %(device)s, %(threads)d threads; %(stepsTimed)d of %(stepsPerEpoch)d steps timed" % result)
    print("%12s %10s %9s %9s %8s" % ("s an epoch", "samples/s", "GFLOP/s", "of limit", "peak MB"))
    print("%12.1f %10.0f %9.1f %8.1f%% %8.0f" % (
        result["secondsPerEpoch"], result["samplesPerSecond"], result["gigaflopsPerSecond"], 100 * result["partOfLimit"],
        result["peakMemoryMegabytes"]))


if __name__ == "__main__":
    main()
