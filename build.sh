#!/usr/bin/env bash
# Sets up, builds, tests and runs Nidl.ML:  ./build.sh restore | build | test | demo | bench | pack | gpu-check   [arguments]
#   restore  asks the registry (again) which dependencies it has, remembers its answer, restores
#   build    builds everything                       test   runs all tests
#   demo     pre-trains on Fashion-MNIST and compares (examples/FashionMnist; arguments are passed on)
#   bench    runs the benchmarks (bench/Nidl.ML.Benchmarks; arguments are passed on)
#   pack     makes the packages in artifacts/feed
#   gpu-check  runs the device tests and a short training on CPU and GPU, and writes artifacts/gpu-check.md to send back
# NIDL_DEPENDENCIES=packages|offline overrides the choice of dependencies.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
remembered=.nidl-dependencies

say() { printf 'build.sh: %s\n' "$1"; }
fail() { printf 'build.sh: %s\n' "$1" >&2; exit 1; }

# Asks the registry once. Only a definite answer is remembered: a network failure says nothing about what it carries.
ask_registry() {
  local log; log=$(mktemp)
  if dotnet restore src/Nidl.ML/Nidl.ML.csproj -p:NidlDependencies=packages >"$log" 2>&1; then
    NIDL_DEPENDENCIES=packages; echo packages >"$remembered"
    say "dependencies: packages (the registry has Microsoft.ML and TorchSharp)"
  elif grep -qE 'error NU110[123]' "$log"; then
    NIDL_DEPENDENCIES=offline; echo offline >"$remembered"
    say "dependencies: offline (the registry does not have $(sed -nE 's/.*NU110[123]: Unable to find [a-z ]*package ([A-Za-z.]+[A-Za-z]).*/\1/p' "$log" | sort -u | paste -sd, - || true))"
  else
    NIDL_DEPENDENCIES=offline
    say "dependencies: offline for this run (the registry could not be asked: $(grep -m 1 -oE 'error [A-Z]+[0-9]+' "$log" || echo 'no answer'))"
  fi
  rm -f "$log"
}

choose_dependencies() {
  if [ -n "${NIDL_DEPENDENCIES:-}" ]; then
    case "$NIDL_DEPENDENCIES" in packages|offline) ;; *) fail "NIDL_DEPENDENCIES must be 'packages' or 'offline', but is '$NIDL_DEPENDENCIES'";; esac
    say "dependencies: $NIDL_DEPENDENCIES (NIDL_DEPENDENCIES says so)"
  elif [ "$1" != restore ] && [ -f "$remembered" ]; then
    NIDL_DEPENDENCIES=$(cat "$remembered")
    say "dependencies: $NIDL_DEPENDENCIES (remembered; './build.sh restore' asks again)"
  else
    ask_registry
  fi
  export NIDL_DEPENDENCIES
}

# The offline mode computes with the distribution's libtorch; OpenBLAS because the reference BLAS is many times slower.
install_native() {
  local missing=()
  command -v g++ >/dev/null || missing+=(g++)
  [ -e /usr/include/torch/csrc/api/include/torch/version.h ] || missing+=(libtorch-dev)
  ls /usr/lib/*/openblas-pthread/libblas.so.3 >/dev/null 2>&1 || missing+=(libopenblas0-pthread)
  [ ${#missing[@]} -eq 0 ] && return
  local command="apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
  command -v apt-get >/dev/null || fail "the offline mode needs ${missing[*]}, which is known to be on Debian only; on other systems use NIDL_DEPENDENCIES=packages"
  local sudo=""
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "the offline mode needs ${missing[*]}; as root, run: $command"
    sudo=sudo
  fi
  say "installing ${missing[*]} from the distribution"
  local log; log=$(mktemp)
  { $sudo apt-get update && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 \
    || { tail -n 20 "$log" >&2; fail "could not install ${missing[*]}; run: $command"; }
  rm -f "$log"
}

set_up() {
  command -v dotnet >/dev/null || fail "needs the .NET 10 SDK (dotnet)"
  mkdir -p artifacts/feed # NuGet.config names it as a source
  choose_dependencies "$1"
  if [ "$NIDL_DEPENDENCIES" = offline ]; then
    install_native
    sh offline/libtorch/build.sh
  fi
}

build() { dotnet build "$1" -c Release -v quiet -p:WarningLevel=4; }

# Runs the tests of a solution or a project, and keeps their summary for count_tests. Threads that wait do not spin: on a busy machine
# these tests, whose tensors are tiny, would take many times as long.
run_tests() { OMP_WAIT_POLICY="${OMP_WAIT_POLICY:-passive}" dotnet test "$@" 2>&1 | tee -a "$summaries"; }

# One line over all runs.
count_tests() {
  count() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$summaries" | awk '{ sum += $1 } END { print sum + 0 }'; }
  echo "$(count succeeded) passed, $(count failed) failed, $(count skipped) skipped"
}

pack() {
  local project
  for project in Nidl.ML.Losses Nidl.ML; do dotnet pack "src/$project/$project.csproj" -c Release -v quiet; done
  say "packages in artifacts/feed: $(cd artifacts/feed && echo *.nupkg)"
  [ "$NIDL_DEPENDENCIES" = packages ] || say "built against the subsets in offline/: for tests; pack what you publish with NIDL_DEPENDENCIES=packages"
}

# All tests of the solution; without arguments, which narrow them, also those of projects outside of it.
test_all() {
  local status=0
  summaries=$(mktemp)
  run_tests --solution Nidl.ML.sln -c Release --no-build "$@" || status=$?
  if [ $# -eq 0 ]; then
    # Beside Microsoft's own Torch package, which only the registry has.
    if [ "$NIDL_DEPENDENCIES" = packages ]; then run_tests --project test/Nidl.ML.Interop.Tests -c Release || status=$?; fi
    pack
    run_tests --project test/Nidl.ML.Package.Tests -c Release || status=$?
  fi
  count_tests
  rm -f "$summaries"
  return "$status"
}

# Failures stand in the report; its program says how the whole ended: 0 good, 1 not, 3 no CUDA device.
gpu_check() {
  local project output=artifacts/gpu-check-tests.txt
  export Cuda=true # MSBuild takes it as a property
  for project in test/Nidl.ML.Losses.Tests test/Nidl.ML.Tests bench/Nidl.ML.Benchmarks; do build "$project"; done
  rm -f "$output"
  for project in test/Nidl.ML.Losses.Tests test/Nidl.ML.Tests; do
    dotnet test --project "$project" -c Release --no-build --filter TestCategory=Device 2>&1 | tee -a "$output" || true
  done
  dotnet run --project bench/Nidl.ML.Benchmarks -c Release --no-build -- gpu-check artifacts/gpu-check.md "$output" "$@"
}

command=${1:-}
[ $# -gt 0 ] && shift
case "$command" in
  restore) set_up restore; dotnet restore Nidl.ML.sln ;;
  build)   set_up build; build Nidl.ML.sln ;;
  test)    set_up test; build Nidl.ML.sln; test_all "$@" ;;
  demo)    set_up demo; build examples/FashionMnist/FashionMnist.csproj
           dotnet run --project examples/FashionMnist -c Release --no-build -- "$@" ;;
  bench)   set_up bench; build bench/Nidl.ML.Benchmarks/Nidl.ML.Benchmarks.csproj
           dotnet run --project bench/Nidl.ML.Benchmarks -c Release --no-build -- "$@" ;;
  pack)    set_up pack; pack ;;
  gpu-check) set_up gpu-check; gpu_check "$@" ;;
  *)       sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
