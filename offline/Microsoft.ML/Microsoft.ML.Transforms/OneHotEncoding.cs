using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(OneHotEncodingTransformer), null, typeof(SignatureLoadModel), "One-hot encoding", OneHotEncodingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Maps values to keys, and keys to indicator vectors or counts.</summary>
public sealed class OneHotEncodingTransformer : ITransformer
{
    internal const string LoaderSignature = "OneHotEncoding";

    private readonly TransformerChain<ITransformer> _chain;

    internal OneHotEncodingTransformer(TransformerChain<ITransformer> chain) => _chain = chain;

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The input's columns and the encoded ones.</summary>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _chain.GetOutputSchema(inputSchema);

    /// <summary>The lazily encoded view.</summary>
    public IDataView Transform(IDataView input) => _chain.Transform(input);

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => ((ITransformer)_chain).GetRowToRowMapper(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version());
        ctx.SaveModel(_chain, "Chain");
    }

    private static VersionInfo Version() => new("ONEHOTEN", 0x00010001, 0x00010001, 0x00010001, typeof(OneHotEncodingTransformer).Assembly.FullName, LoaderSignature);

    private static OneHotEncodingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version());
        ctx.LoadModel<TransformerChain<ITransformer>, SignatureLoadModel>(env, out var chain, "Chain");
        return new OneHotEncodingTransformer(chain);
    }
}

/// <summary>Learns the values of columns and encodes them.</summary>
public sealed class OneHotEncodingEstimator : IEstimator<OneHotEncodingTransformer>
{
    private readonly EstimatorChain<ITransformer> _chain;

    internal OneHotEncodingEstimator(ColumnPair[] pairs, OutputKind kind, TermOptions terms, IDataView keyData)
    {
        Contracts.CheckUserArg(Enum.IsDefined(kind), "outputKind", $"The offline subset encodes to {string.Join(", ", Enum.GetNames<OutputKind>())}");
        IEstimator<ITransformer> keys = new ValueToKeyMappingEstimator(pairs, terms, keyData);
        _chain = new EstimatorChain<ITransformer>().Append(keys);
        var own = pairs.Select(p => new ColumnPair(p.Output, p.Output)).ToArray();
        if (kind != OutputKind.Key) _chain = _chain.Append<ITransformer>(new KeyToVectorMappingEstimator(own, kind == OutputKind.Bag));
    }

    /// <summary>What a value becomes.</summary>
    public enum OutputKind : byte
    {
        /// <summary>The counts of a vector's values.</summary>
        Bag = 1,

        /// <summary>An indicator vector.</summary>
        Indicator = 2,

        /// <summary>A key.</summary>
        Key = 3,
    }

    /// <summary>Learns the values.</summary>
    public OneHotEncodingTransformer Fit(IDataView input) => new(_chain.Fit(input));

    /// <summary>The shape of the output.</summary>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _chain.GetOutputSchema(inputSchema);
}
