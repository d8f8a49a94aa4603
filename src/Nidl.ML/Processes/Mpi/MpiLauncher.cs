using System.Globalization;

namespace Nidl.ML;

/// <summary>What started this process, as its environment tells.</summary>
/// <param name="Family">The family of its MPI library; null if it does not tell, or if nothing started the process.</param>
/// <param name="Processes">The number of processes that it started; null if nothing did.</param>
internal sealed record MpiLauncher(MpiFamily? Family, int? Processes)
{
    /// <summary>Looks at an environment.</summary>
    /// <param name="variable">Gets the value of a variable; null if there is none.</param>
    public static MpiLauncher Of(Func<string, string?> variable)
    {
        int? Number(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (Number("OMPI_COMM_WORLD_SIZE") is { } open)
            return new(MpiFamily.OpenMpi, open);
        // Slurm speaks this protocol of MPICH's launchers to other families too.
        if (Number("PMI_SIZE") is { } mpich)
            return new(variable("SLURM_PROCID") is null ? MpiFamily.Mpich : null, mpich);
        return new(null, Number("SLURM_STEP_NUM_TASKS"));
    }
}
