using System.Runtime.InteropServices;
using Microsoft.ML;
using Nidl.ML.Losses;

namespace Nidl.ML;

/// <summary>
/// Trains an encoder on the rows of a column and yields the transformer that appends its embeddings. All methods share it; a method adds
/// its objective.
/// </summary>
/// <typeparam name="TOptions">The method's options.</typeparam>
public abstract class SelfSupervisedEstimator<TOptions> : IEstimator<EmbeddingTransformer>
    where TOptions : TrainingOptions
{
    private readonly MLContext _context;

    /// <summary>Creates the estimator of a method.</summary>
    /// <param name="context">The context whose log, random stream and GPU settings are used.</param>
    /// <param name="outputColumnName">The column of embeddings to append.</param>
    /// <param name="inputColumnName">
    /// The column of features, a vector of Single of known size; null means <paramref name="outputColumnName"/>.
    /// </param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    protected SelfSupervisedEstimator(MLContext context, string outputColumnName, string? inputColumnName, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        if (inputColumnName is not null)
            ArgumentException.ThrowIfNullOrEmpty(inputColumnName);
        ArgumentNullException.ThrowIfNull(options);
        _context = context;
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
        Options = options;
    }

    /// <summary>Gets the name of the column of embeddings.</summary>
    public string OutputColumnName { get; }

    /// <summary>Gets the name of the column of features: a vector of Single or Byte of known size, or images (<c>MLImage</c>).</summary>
    public string InputColumnName { get; }

    /// <summary>Gets the options.</summary>
    public TOptions Options { get; }

    /// <summary>Gets what the time is for the lines of progress and the seconds of the epochs.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gets the columns of auxiliary variables, side by side in <see cref="BatchContext.Auxiliary"/>. None unless overridden.
    /// </summary>
    protected virtual IReadOnlyList<string> AuxiliaryColumnNames => [];

    /// <summary>Creates what the method adds to the training. It is called once in each <see cref="Fit"/>, which disposes it.</summary>
    protected abstract Objective CreateObjective();

    /// <summary>Checks the columns of auxiliary variables of a schema's shape.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    private protected virtual void CheckAuxiliary(SchemaShape inputSchema)
    {
        foreach (var name in AuxiliaryColumnNames)
            AuxiliaryColumn.Check(inputSchema, name);
    }

    /// <summary>Finds the auxiliary variables in a schema; null if the method has none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a type that cannot be used.</exception>
    private protected virtual IRowPart? BindAuxiliary(DataViewSchema schema) =>
        AuxiliaryColumnNames.Count == 0 ? null : AuxiliaryVariables.Bind(schema, AuxiliaryColumnNames, MissingValues.Refuse);

    /// <summary>Gets the shape of the schema that the fitted transformer will give.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The input column is missing or neither a vector of Single or Byte of known size nor of images.
    /// </exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureColumn.CheckInput(inputSchema, InputColumnName);
        if (Options.SecondViewColumnName is { } secondView)
            FeatureColumn.CheckSecondView(inputSchema, secondView, InputColumnName);
        CheckAuxiliary(inputSchema);
        return EmbeddingColumn.Promise(inputSchema, OutputColumnName);
    }

    /// <summary>
    /// Trains the encoder on the rows of a view. Of other columns it looks only at the second view and the auxiliary ones that the options
    /// name.
    /// </summary>
    /// <param name="input">The training rows, at least two, all values finite.</param>
    /// <returns>The transformer, which the caller disposes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The input column is missing or neither a vector of Single or Byte of known size nor of images.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// The view has fewer than two rows, or the shape does not fit the encoder or an augmentation.
    /// </exception>
    /// <exception cref="InvalidOperationException">A value is not finite, or the device is not there.</exception>
    /// <exception cref="RowReadException">A row cannot be read: a transform before this one fails on it.</exception>
    /// <exception cref="ProcessFailedException">Another process of the group failed.</exception>
    /// <exception cref="TrainingFailedException">The loss or a weight became NaN or infinite.</exception>
    /// <exception cref="ModelFormatException">A checkpoint or initial weights do not load or do not fit.</exception>
    /// <exception cref="CheckpointMismatchException">The checkpoint to resume from is of another training.</exception>
    /// <exception cref="TrainingCanceledException">
    /// The token was canceled; the exception carries the transformer as trained so far.
    /// </exception>
    /// <exception cref="DllNotFoundException">The native library is missing or cannot be loaded; the message says what to do.</exception>
    /// <exception cref="PlatformNotSupportedException">The native library cannot compute with the precision of the options.</exception>
    /// <exception cref="ExternalException">libtorch failed; the message is its first line, the inner exception has the rest.</exception>
    public EmbeddingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Libtorch.Load();
        using var threads = ThreadShare.Whole();
        try
        {
            using var objective = CreateObjective();
            TrainingRules.Check(Options);
            var plan = TrainingPlan.Create(input.Schema, InputColumnName, OutputColumnName, Options, BindAuxiliary(input.Schema));
            return new TrainingSession(plan, objective, Options, _context, Clock).Run(input);
        }
        catch (Exception failure)
        {
            Options.Processes.Report(failure);
            if (failure is ExternalException native && TorchFailure.IsLong(native))
                throw TorchFailure.Shorten(native);
            throw;
        }
        finally
        {
            FreedMemory.GiveBack();
        }
    }
}
