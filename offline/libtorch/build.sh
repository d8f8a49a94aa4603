#!/bin/sh
# Compiles the shim over the distribution's libtorch (Debian: libtorch-dev) into artifacts/native, unless it is there of these sources.
# `build.sh sources` prints the number of the sources alone: library and TorchSharp assembly each hold it, and fit only if it is the same.
set -eu
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
out="$here/../../artifacts/native"
target="$out/libTorchShim.so"
sources=$(cat "$here"/* | cksum | cut -d ' ' -f 1)
if [ "${1:-}" = sources ]; then echo "$sources"; exit 0; fi
if [ -f "$target" ] && [ "$(cat "$target.sources" 2>/dev/null)" = "$sources" ]; then exit 0; fi
mkdir -p "$out"
# Written aside and moved, so that a running program or a second build never sees half a library.
${CXX:-g++} -std=c++17 -O2 -shared -fPIC -fvisibility=hidden -Wall -DNIDL_SOURCES="\"$sources\"" \
    "$here/nidl_libtorch.cpp" -o "$target.$$" -ltorch -ltorch_cpu -lc10 -ldl
mv "$target.$$" "$target"
echo "$sources" > "$target.sources"
