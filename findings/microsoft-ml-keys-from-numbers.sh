#!/usr/bin/env bash
# Microsoft.ML 5.0.1 (NuGet), any system.
#
# Behaviour: rows with a member of a key type, [KeyType(n)], do not survive LoadFromEnumerable and CreateEnumerable. A number i of the
# member becomes the column's key i + 1, so that 0, which everywhere else in ML.NET stands for a missing key, is the first class; a number
# that is not below n becomes a missing key, without an error or a warning. CreateEnumerable gives the column's key, and does not take the
# 1 off again: every class comes back one higher, and a second time through both, one higher again, and the last class is lost among the
# missing ones. Who marks rows of unknown class by 0, as the column itself does, puts all of them into one class.
# Expected: the rows that were put in, or an error for numbers that are no key.
# Seen with .NET 10: the expected output below.
#
# The script installs the package into a temporary folder, with a package cache of its own, and runs a program. It ends with 0 if it sees
# the same again and with 1 if not. It needs the .NET 10 SDK.
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
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" Version="[5.0.1]" />
  </ItemGroup>
</Project>
PROJECT
cat > program/Program.cs <<'PROGRAM'
using Microsoft.ML;
using Microsoft.ML.Data;

var ml = new MLContext(1);
uint[] numbers = [0, 1, 2, 3, 7];
var view = ml.Data.LoadFromEnumerable(numbers.Select(number => new Row { Class = number }));
var column = view.Schema["Class"];
Console.WriteLine($"type {column.Type}");
Console.WriteLine($"rows put in: {string.Join(", ", numbers)}");
using (var cursor = view.GetRowCursor([column]))
{
    var getter = cursor.GetGetter<uint>(column);
    uint key = 0;
    List<uint> keys = [];
    while (cursor.MoveNext())
    {
        getter(ref key);
        keys.Add(key);
    }
    Console.WriteLine($"the column's values: {string.Join(", ", keys)}");
}
IEnumerable<Row> back = ml.Data.CreateEnumerable<Row>(view, reuseRowObject: false);
Console.WriteLine($"rows read back: {string.Join(", ", back.Select(row => row.Class))}");
back = ml.Data.CreateEnumerable<Row>(ml.Data.LoadFromEnumerable(back), reuseRowObject: false);
Console.WriteLine($"a second time: {string.Join(", ", back.Select(row => row.Class))}");

internal sealed class Row
{
    [KeyType(3)]
    public uint Class { get; set; }
}
PROGRAM
dotnet build program -c Release -v q --nologo > build.log || { cat build.log; exit 1; }

cat > expected <<'OUTPUT'
type Key<UInt32, 0-2>
rows put in: 0, 1, 2, 3, 7
the column's values: 1, 2, 3, 0, 0
rows read back: 1, 2, 3, 0, 0
a second time: 2, 3, 0, 1, 1
OUTPUT
dotnet program/bin/Release/net10.0/program.dll > seen
cat seen
diff expected seen && echo "as recorded" || { echo "ML.NET's behaviour has changed"; exit 1; }
