#!/usr/bin/env bash
# Runs what tests/carry-gpu.sh put beside it, with the libtorch of a PyTorch: see --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly all_models=lstm,lstm-large,transformer,transformer-large

usage() {
    cat <<EOF
Usage: run.sh [options] [-- OPTIONS OF THE BENCHMARK]

Runs the tests of the category gpu and, if asked, an epoch's benchmark against PyTorch. Needs no .NET: it is here.

  --libtorch FOLDER  The folder with libtorch.so. Default: \$MLNET_SEQUENCES_LIBTORCH, else that of PyTorch, which PYTHON imports
  --python PYTHON    A Python that has PyTorch. Default: python3
  --benchmarks       Measures epochs, too
  --models NAMES     Which of them, of $all_models. Default: all
  --device DEVICE    What the benchmarks run on: cuda or cpu. Default: cuda
  --data PATH        The Large Movie Review Dataset, or a .tsv file. Default: made-up reviews
  --reviews N        How many made-up reviews. Default: 25000, as many as the data set trains on
  --no-tests         Leaves the tests out
  --results FOLDER   Where logs and figures go. Default: results, beside this script
  --help             Prints this

Exit codes: 0 all passed; 1 something failed; 2 wrong usage; 3 tests were skipped, because no GPU can be used.
EOF
}

fail() {
    echo "run.sh: $*" >&2
    exit 1
}

misuse() {
    echo "run.sh: $*" >&2
    echo "Try 'run.sh --help'." >&2
    exit 2
}

libtorch=${MLNET_SEQUENCES_LIBTORCH-} python=python3 device=cuda data="" reviews=25000 results=$here/results
models=$all_models with_tests=true with_benchmarks=false
while [ $# -gt 0 ]; do
    case "$1" in
    --libtorch | --python | --models | --device | --data | --reviews | --results)
        [ $# -gt 1 ] || misuse "$1 needs a value"
        ;;&
    --libtorch) libtorch=$2 ;;
    --python) python=$2 ;;
    --models) models=$2 ;;
    --device) device=$2 ;;
    --data) data=$2 ;;
    --reviews) reviews=$2 ;;
    --results) results=$2 ;;
    --benchmarks) with_benchmarks=true ;;
    --no-tests) with_tests=false ;;
    -h | --help)
        usage
        exit 0
        ;;
    --) ;;
    *) misuse "there is no option '$1'" ;;
    esac
    case "$1" in
    --)
        shift
        break
        ;;
    --benchmarks | --no-tests) shift ;;
    *) shift 2 ;;
    esac
done
extra=("$@")
[[ $reviews =~ ^[1-9][0-9]*$ ]] || misuse "--reviews must be a number of 1 or more; it is '$reviews'"
for model in ${models//,/ }; do
    [[ ,$all_models, == *,$model,* ]] || misuse "there is no model '$model': --models takes some of $all_models"
done

has_pytorch=true
why_not=$("$python" -c 'import torch' 2>&1 >/dev/null) || has_pytorch=false
why_not=$(tail -n 1 <<<"$why_not")
if [ -z "$libtorch" ]; then
    $has_pytorch || fail "'$python' can't import PyTorch ($why_not): name one that can by --python, or the folder with libtorch.so by --libtorch"
    libtorch=$("$python" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')
fi
[ -f "$libtorch/libtorch_cpu.so" ] || fail "'$libtorch' has no libtorch_cpu.so: name the lib folder of libtorch or PyTorch by --libtorch"
MLNET_SEQUENCES_LIBTORCH=$(cd "$libtorch" && pwd)
export MLNET_SEQUENCES_LIBTORCH TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

mkdir -p "$results" || fail "the folder '$results' can't be made: name another by --results"
results=$(cd "$results" && pwd)
{
    date -u
    uname -a
    echo "libtorch: $MLNET_SEQUENCES_LIBTORCH"
    if $has_pytorch; then "$python" -c 'import torch; print("PyTorch", torch.__version__, "CUDA", torch.version.cuda, "usable:", torch.cuda.is_available())'; fi
    if command -v nvidia-smi >/dev/null; then nvidia-smi || echo "nvidia-smi failed"; else echo "no nvidia-smi"; fi
} >"$results/machine.txt" 2>&1
echo "libtorch: $MLNET_SEQUENCES_LIBTORCH"

status=0
if $with_tests; then
    "$here/tests/MlNet.Sequences.Tests" --filter TestCategory=gpu --output Detailed --progress off --results-directory "$results" \
        --report-trx --report-trx-filename tests.trx 2>&1 | tee "$results/tests.log" || status=1
    if [ $status -eq 0 ] && ! grep -Eq '^ *skipped: 0$' "$results/tests.log"; then
        echo "run.sh: tests were skipped; no GPU can be used with this libtorch ($results/machine.txt says what there is)" >&2
        status=3
    fi
fi

if $with_benchmarks; then
    source=(--synthetic "$reviews")
    [ -z "$data" ] || source=(--data "$data")
    beside=()
    if $has_pytorch; then beside=(--pytorch "$python"); else echo "run.sh: '$python' can't import PyTorch ($why_not), so none is measured beside" >&2; fi
    for model in ${models//,/ }; do
        case "$model" in
        lstm) settings=(--architecture lstm) ;;
        lstm-large) settings=(--architecture lstm --embedding 512 --hidden 1024 --layers 2) ;;
        transformer) settings=(--architecture transformer) ;;
        transformer-large) settings=(--architecture transformer --width 512 --layers 8 --length 512) ;;
        esac
        echo "Benchmark: $model"
        "$here/benchmarks/MlNet.Sequences.Benchmarks" epoch "${source[@]}" --device "$device" --json "${settings[@]}" \
            ${beside[@]+"${beside[@]}"} ${extra[@]+"${extra[@]}"} >"$results/epoch-$model.json" 2> >(tee "$results/epoch-$model.log" >&2) || {
            echo "run.sh: the benchmark of $model failed; $results/epoch-$model.log says why" >&2
            status=1
        }
    done
fi

echo "Results: $results"
exit $status
