using Microsoft.ML.Data;

namespace Dependencies.Tests.MicrosoftML;

/// <summary>A row of the tests' data.</summary>
public sealed class Sample
{
    public string Name { get; set; } = "";

    public float Value { get; set; }

    [VectorType(3)]
    public float[] Features { get; set; } = [];

    public bool Flag { get; set; }

    [ColumnName("Renamed")]
    public int Number { get; set; }

    [NoColumn]
    public string Ignored { get; set; } = "";

    [KeyType(4)]
    public uint Key { get; set; }

    public static Sample[] Some { get; } =
    [
        new() { Name = "a", Value = 1, Features = [1, 2, 3], Flag = true, Number = 10, Key = 0 },
        new() { Name = "b", Value = 2, Features = [4, 5, 6], Flag = false, Number = 20, Key = 1 },
        new() { Name = "a", Value = 3, Features = [7, 8, 9], Flag = true, Number = 30, Key = 3 },
    ];
}
