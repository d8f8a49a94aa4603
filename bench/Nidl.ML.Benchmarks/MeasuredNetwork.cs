using Microsoft.ML;
using Microsoft.ML.Data;

namespace Nidl.ML.Benchmarks;

/// <summary>A network whose speed is measured, and the rows that it is measured on.</summary>
/// <param name="Name">How tables call it.</param>
/// <param name="Encoder">The encoder.</param>
/// <param name="Shape">The shape of a row.</param>
/// <param name="BatchSize">The rows of a step.</param>
/// <param name="BlockSize">The rows that are transformed at once.</param>
internal sealed record MeasuredNetwork(string Name, Encoder Encoder, InputShape Shape, int BatchSize, int BlockSize)
{
    public static MeasuredNetwork[] All { get; } =
    [
        new("ConvNet2d, 1x28x28", new ConvNet2d(), [1, 28, 28], BatchSize: 256, BlockSize: 256),
        new("ResNet2d-18, 3x64x64", new ResNet2d(), [3, 64, 64], BatchSize: 16, BlockSize: 32),
        new("ResNet3d-18, 1x64x64x64", new ResNet3d(), [1, 64, 64, 64], BatchSize: 2, BlockSize: 4),
    ];

    /// <summary>Creates the fitted transformer of the untrained network.</summary>
    public EmbeddingTransformer CreateTransformer(MLContext ml)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Values)].ColumnType = new VectorDataViewType(
            NumberDataViewType.Single, (int[])[.. Shape.Select(size => (int)size)]);
        var view = ml.Data.LoadFromEnumerable([CreateRow(1), CreateRow(2)], schema);
        var options =
            new SimClrOptions { Encoder = Encoder, Augmentations = [new GaussianNoise()], NumberOfEpochs = 0, Seed = 1, Device = "cpu" };
        return ml.SelfSupervised.SimClr("Embedding", nameof(Row.Values), options).Fit(view);
    }

    public Row CreateRow(int seed)
    {
        var random = new Random(seed);
        return new() { Values = [.. Enumerable.Range(0, Shape.Size).Select(_ => random.NextSingle())] };
    }

    internal sealed class Row
    {
        public float[] Values { get; set; } = [];
    }
}
