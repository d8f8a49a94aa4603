#!/usr/bin/env bash
# TorchSharp 0.107.0 with libtorch-cpu-linux-x64 2.10.0, Linux x64.
#
# Behaviour: maps that lie channels last lose that layout in the gradient of the global average, whether it is written mean([2, 3]),
# flatten(2).mean([2]) or adaptive_avg_pool2d(1): the gradient lies channel by channel. avg_pool2d over the whole map, which computes the same,
# adaptive_avg_pool2d(2), max_pool2d and amax keep the layout of the maps. The layers before, which compute channels last, then meet a gradient
# in the other layout.
# Expected: the layout of the maps, as from the other poolings, or a word in the documentation of channels last.
# Seen on Debian 12 (.NET 10): the expected output below; the strides are those of (N, C, H, W), 256,1,64,16 is channels last.
#
# The script installs the packages into a temporary folder, with a package cache of its own, and runs a program that calls public members
# alone. It ends with 0 if it sees the same again and with 1 if not. It needs the .NET 10 SDK, the libstdc++ of GCC 12 or later, and 2 GB
# for a while. With that of GCC 12 TorchSharp itself does not load (see torchsharp-older-linux.sh): the script then renames, in its own copy
# of the library, the one function that is missing there to another without arguments.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export NUGET_PACKAGES="$folder/packages" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

mkdir program
cat > program/program.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <InvariantGlobalization>true</InvariantGlobalization>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="[0.107.0]" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="[2.10.0]" />
    <PackageReference Include="SkiaSharp" Version="[2.88.9]" />
    <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" Version="[2.88.9]" />
  </ItemGroup>
</Project>
PROJECT
cat > program/Program.cs <<'PROGRAM'
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

(string Name, Func<Tensor, Tensor> Pool)[] poolings =
[
    ("mean([2, 3])", x => x.mean([2, 3])),
    ("flatten(2).mean([2])", x => x.flatten(2).mean([2])),
    ("adaptive_avg_pool2d(1)", x => F.adaptive_avg_pool2d(x, 1)),
    ("avg_pool2d(4)", x => F.avg_pool2d(x, 4)),
    ("adaptive_avg_pool2d(2)", x => F.adaptive_avg_pool2d(x, 2)),
    ("max_pool2d(4)", x => F.max_pool2d(x, 4)),
    ("amax([2, 3])", x => x.amax([2, 3])),
];
foreach (var (name, pool) in poolings)
{
    var maps = rand(8, 4, 4, 16).permute(0, 3, 1, 2).requires_grad_(true).relu();
    var output = pool(maps);
    var gradient = autograd.grad([output], [maps], [ones_like(output)])[0];
    Console.WriteLine($"{name}: maps {string.Join(",", maps.stride())}, gradient {string.Join(",", gradient.stride())}");
}
var values = rand(8, 16, 4, 4);
Console.WriteLine($"the same average: {F.avg_pool2d(values, 4).flatten(1).allclose(values.mean([2, 3]))}");
PROGRAM
dotnet build program -c Release -v q --nologo > build.log || { cat build.log; exit 1; }

if ! grep -q GLIBCXX_3.4.32 "$(ldconfig -p | awk '/libstdc\+\+\.so\.6 .*x86-64/ { print $NF; exit }')"; then
  # The name of the version (and its hash) and that of the function; get_new_handler() is of version GLIBCXX_3.4.20.
  perl -0777 -pi -e 's/GLIBCXX_3\.4\.32\0/GLIBCXX_3.4.20\0/; s/\x42\xf8\x97\x02/\x70\xf8\x97\x02/;
    s/_ZSt21ios_base_library_initv\0/_ZSt15get_new_handlerv\0\0\0\0\0\0\0/' \
    program/bin/Release/net10.0/runtimes/linux-x64/native/libLibTorchSharp.so
fi

cat > expected <<'OUTPUT'
mean([2, 3]): maps 256,1,64,16, gradient 256,16,4,1
flatten(2).mean([2]): maps 256,1,64,16, gradient 256,16,4,1
adaptive_avg_pool2d(1): maps 256,1,64,16, gradient 256,16,4,1
avg_pool2d(4): maps 256,1,64,16, gradient 256,1,64,16
adaptive_avg_pool2d(2): maps 256,1,64,16, gradient 256,1,64,16
max_pool2d(4): maps 256,1,64,16, gradient 256,1,64,16
amax([2, 3]): maps 256,1,64,16, gradient 256,1,64,16
the same average: True
OUTPUT
dotnet program/bin/Release/net10.0/program.dll > seen
cat seen
diff expected seen && echo "as recorded" || { echo "the packages' behaviour has changed"; exit 1; }
