#!/usr/bin/env bash
# Microsoft.ML.TorchSharp 0.23.1 with TorchSharp 0.107.0 (libtorch-cpu-linux-x64 2.10.0), Linux x64.
#
# Behaviour: NuGet puts both into one application without a warning, since Microsoft.ML.TorchSharp asks for TorchSharp 0.102.7 or later.
# Its networks are then made without an error, and fail when they run:
# - the text encoder with "Tensor invalid -- empty handle.": its constructors write `using var x = torch.nn.init.zeros_(weight)`, and in
#   0.107.0 the functions of torch.nn.init return the tensor that they were given, so that the weight is disposed at once;
# - the object detector with a MissingMethodException: torch.nn.functional.interpolate of six parameters is gone.
# Expected: outputs, or an upper bound in the package, so that NuGet says that the two do not go together.
# Seen on Debian 12 (.NET 10): the expected output below.
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
    <PackageReference Include="Microsoft.ML.TorchSharp" Version="[0.23.1]" />
    <PackageReference Include="TorchSharp" Version="[0.107.0]" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="[2.10.0]" />
    <PackageReference Include="SkiaSharp" Version="[2.88.9]" />
    <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" Version="[2.88.9]" />
  </ItemGroup>
</Project>
PROJECT
cat > program/Program.cs <<'PROGRAM'
using Microsoft.ML.TorchSharp.AutoFormerV2;
using Microsoft.ML.TorchSharp.NasBert.Models;
using TorchSharp;

var microsoft = typeof(AutoFormerV2).Assembly;
Console.WriteLine($"asked for: {microsoft.GetReferencedAssemblies().Single(name => name.Name == "TorchSharp").Version}");
Console.WriteLine($"in the application: {typeof(torch).Assembly.GetName().Version}");

var weight = torch.ones(3);
using (torch.nn.init.zeros_(weight))
{
}
Console.WriteLine($"a weight is gone after `using (torch.nn.init.zeros_(weight))`: {weight.IsInvalid}");

// As the trainers make them.
int[] layers = [9, 11, 7, 0, 0, 0, 11, 11, 7, 0, 0, 0, 9, 7, 11, 0, 0, 0, 10, 7, 9, 0, 0, 0];
var text = new NasBertEncoder(
    paddingIdx: 1, vocabSize: 50, maxSeqLen: 512, embedSize: 64, arches: layers, numSegments: 0, numEncoderLayers: layers.Length);
var detector = new AutoFormerV2(3, [64, 128, 256, 448], [2, 2, 6, 2], [2, 4, 8, 14], torch.CPU);
Run("text encoder", () => text.call(torch.tensor(new long[] { 0, 5, 6, 2 }).reshape(1, 4)));
Run("object detector", () => detector.forward(torch.zeros(1, 3, 64, 64)));

void Run(string network, Func<object> forward)
{
    try
    {
        forward();
        Console.WriteLine($"{network}: runs");
    }
    catch (Exception failure)
    {
        Console.WriteLine($"{network}: {failure.GetType().Name}: {failure.Message}");
    }
}
PROGRAM
dotnet build program -c Release -v q --nologo > build.log || { cat build.log; exit 1; }

if ! grep -q GLIBCXX_3.4.32 "$(ldconfig -p | awk '/libstdc\+\+\.so\.6 .*x86-64/ { print $NF; exit }')"; then
  # The name of the version (and its hash) and that of the function; get_new_handler() is of version GLIBCXX_3.4.20.
  perl -0777 -pi -e 's/GLIBCXX_3\.4\.32\0/GLIBCXX_3.4.20\0/; s/\x42\xf8\x97\x02/\x70\xf8\x97\x02/;
    s/_ZSt21ios_base_library_initv\0/_ZSt15get_new_handlerv\0\0\0\0\0\0\0/' \
    program/bin/Release/net10.0/runtimes/linux-x64/native/libLibTorchSharp.so
fi

cat > expected <<'OUTPUT'
asked for: 0.102.7.0
in the application: 0.107.0.0
a weight is gone after `using (torch.nn.init.zeros_(weight))`: True
text encoder: InvalidOperationException: Tensor invalid -- empty handle.
object detector: MissingMethodException: Method not found: 'Tensor functional.interpolate(Tensor, Int64[], Double[], InterpolationMode, System.Nullable`1<Boolean>, Boolean)'.
OUTPUT
dotnet program/bin/Release/net10.0/program.dll > seen
cat seen
diff expected seen && echo "as recorded" || { echo "the packages' behaviour has changed"; exit 1; }
