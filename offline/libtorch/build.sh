#!/bin/sh
# Compiles the shim over the distribution's libtorch (Debian: libtorch-dev) into artifacts/native, when it is older than its source.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out="$here/../../artifacts/native"
target="$out/libTorchShim.so"
if [ -f "$target" ] && [ -z "$(find "$here" -newer "$target" -type f)" ]; then exit 0; fi
mkdir -p "$out"
# Written aside and moved, so that a running program or a second build never sees half a library.
${CXX:-g++} -std=c++17 -O2 -shared -fPIC -fvisibility=hidden -Wall \
    "$here/nidl_libtorch.cpp" -o "$target.$$" -ltorch -ltorch_cpu -lc10
mv "$target.$$" "$target"
