#!/usr/bin/env bash
# Makes the file that takes the GPU's tests and benchmarks to a machine that has a GPU and PyTorch, but no .NET: see --help.
set -euo pipefail

readonly name=mlnet-sequences-gpu
readonly greatest_megabytes=60

usage() {
    cat <<EOF
Usage: tests/carry-gpu.sh OUT

Publishes the tests and the benchmarks of this working tree for linux-x64, with the .NET runtime and without libtorch, and writes them into
the folder OUT as one compressed file, $name.tar.xz (.tar.zst or .tar.gz where there is no xz). On the other machine:

    tar -xf $name.tar.xz && $name/run.sh

run.sh --help tells what that does. The file must be smaller than $greatest_megabytes MB (10^6 bytes), or this fails.
Needs the .NET SDK and the NuGet packages; takes a few minutes.
EOF
}

fail() {
    echo "carry-gpu.sh: $*" >&2
    exit 1
}

case "${1-}" in
-h | --help)
    usage
    exit 0
    ;;
esac
[ $# -eq 1 ] || {
    usage >&2
    exit 2
}
command -v dotnet >/dev/null || fail "there is no dotnet: install the .NET SDK that global.json names"

mkdir -p "$1" || fail "the folder '$1' can't be made: name one that can be written"
out=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
folder=$work/$name
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

# A build of its own: that of the working tree stays as it is, and so do its lock files, which are not for a runtime of the program's own.
publish() {
    dotnet publish "tests/$1" -o "$2" --nologo -v quiet -c Release -r linux-x64 --self-contained --artifacts-path "$work/build" \
        -p:NativeEngine=none -p:NuGetLockFilePath=obj/carry.lock.json -p:RestoreLockedMode=false \
        -p:PublishDocumentationFiles=false -p:PublishReferencesDocumentationFiles=false ||
        fail "$1 can't be published; what stands above says why"
}
publish MlNet.Sequences.Tests "$folder/tests"
publish MlNet.Sequences.Benchmarks "$folder/benchmarks"
cp tests/run-gpu.sh "$folder/run.sh"
cp -r data "$folder/data"

[ -f "$folder/tests/libLibTorchSharp.so" ] || fail "TorchSharp's native library libLibTorchSharp.so was not published"
unwanted=$(find "$folder" -name 'libtorch*.so*' -o -name 'libc10*.so*')
[ -z "$unwanted" ] || fail "libtorch was published, which the other machine is to have: $unwanted"

# Debug symbols of ML.NET's natives; and what both programs have, once.
find "$folder" -name '*.dbg' -delete
while IFS= read -r -d '' file; do
    twin=$folder/tests/${file#"$folder/benchmarks/"}
    ! cmp -s "$file" "$twin" || ln -f "$twin" "$file"
done < <(find "$folder/benchmarks" -type f -print0)

if command -v xz >/dev/null; then
    archive=$out/$name.tar.xz
    compress=(xz -6 -T0)
elif command -v zstd >/dev/null; then
    archive=$out/$name.tar.zst
    compress=(zstd -q -19 -T0)
else
    archive=$out/$name.tar.gz
    compress=(gzip -9)
fi
tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner -cf - "$name" | "${compress[@]}" >"$archive"

bytes=$(stat -c %s "$archive")
echo "$archive: $((bytes / 1000000)) MB ($bytes bytes)"
[ "$bytes" -lt $((greatest_megabytes * 1000000)) ] ||
    fail "the file must be smaller than $greatest_megabytes MB: leave something out, or install xz if it is a .tar.gz"
