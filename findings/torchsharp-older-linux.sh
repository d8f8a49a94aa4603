#!/usr/bin/env bash
# TorchSharp 0.107.0 (NuGet: TorchSharp 0.107.0, libtorch-cpu-linux-x64 2.10.0), Linux x64 with a libstdc++ older than GCC 13.2's.
#
# Behaviour: the first use of torch throws a NotSupportedException which says that the application lacks a reference to
# libtorch-cpu-linux-x64, though it has one and its files lie in the application's folder. Before, TorchSharp copies all native files of the
# packages, about 480 MB, into a folder `cpu` of the application, where they load no better.
# Expected: the loader's own reason. TorchSharp's libLibTorchSharp.so needs version GLIBCXX_3.4.32 of libstdc++.so.6, which Debian 12,
# Ubuntu 22.04 and RHEL 9 do not have; .NET's NativeLibrary.Load says so.
# Seen on Debian 12 (libstdc++ 12.2, .NET 10): the expected output below.
#
# The script installs both packages into a temporary folder, with a package cache of its own, and runs a program of one call. It ends with 0
# if it sees the same again, with 1 if not, and with 2 where the system is too new to show it. It needs the .NET 10 SDK, and 2 GB for a while.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export NUGET_PACKAGES="$folder/packages" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if grep -q GLIBCXX_3.4.32 "$(ldconfig -p | awk '/libstdc\+\+\.so\.6 .*x86-64/ { print $NF; exit }')"; then
  echo "This system's libstdc++ has GLIBCXX_3.4.32: nothing to see."
  exit 2
fi

mkdir program
cat > program/program.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="[0.107.0]" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="[2.10.0]" />
  </ItemGroup>
</Project>
PROJECT
cat > program/Program.cs <<'PROGRAM'
using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;

var native = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");
Console.WriteLine($"the application has libtorch.so: {File.Exists(Path.Combine(native, "libtorch.so"))}");
var output = Console.Out;
Console.SetOut(TextWriter.Null); // TorchSharp writes its message there as well
try
{
    output.WriteLine(torch.ones(3).sum().item<float>());
}
catch (Exception failure)
{
    var cause = failure.GetBaseException();
    output.WriteLine($"torch.ones: {cause.GetType().Name}: {cause.Message.Split('\n')[0]}");
}
var copies = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "cpu"));
output.WriteLine($"files copied into 'cpu': {(copies.Exists ? copies.GetFiles().Length : 0)}");
try
{
    NativeLibrary.Load(Path.Combine(native, "libLibTorchSharp.so"));
}
catch (DllNotFoundException failure)
{
    output.WriteLine($"NativeLibrary.Load names the missing version of GLIBCXX: {Regex.IsMatch(failure.Message, "version `GLIBCXX_[0-9.]+' not found")}");
}
PROGRAM
dotnet build program -c Release -v q --nologo > build.log || { cat build.log; exit 1; }

cat > expected <<'OUTPUT'
the application has libtorch.so: True
torch.ones: NotSupportedException: This application or script uses TorchSharp but doesn't contain a reference to libtorch-cpu-linux-x64, Version=2.10.0.0.
files copied into 'cpu': 13
NativeLibrary.Load names the missing version of GLIBCXX: True
OUTPUT
dotnet program/bin/Release/net10.0/program.dll > seen
cat seen
diff expected seen && echo "as recorded" || { echo "TorchSharp's behaviour has changed"; exit 1; }
