using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>A network that says what its stages are: the units in which it can be frozen, from its input on.</summary>
internal interface IStagedModule
{
    /// <summary>Gets the modules of each stage, in order.</summary>
    IReadOnlyList<nn.Module[]> Stages { get; }

    /// <summary>Gets the network's own parameters, which belong to the first stage and to none of its modules.</summary>
    IEnumerable<Parameter> FirstStageParameters => [];
}
