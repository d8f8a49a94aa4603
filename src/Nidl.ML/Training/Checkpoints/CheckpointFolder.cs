namespace Nidl.ML;

/// <summary>The checkpoints of a folder: how they are named, which is the newest, which go.</summary>
internal sealed class CheckpointFolder
{
    private const string Extension = ".checkpoint";
    private const string StepPattern = "step-*" + Extension;

    private readonly string _folder;

    /// <summary>Opens the folder, which is created, and removes what a killed process has left half written.</summary>
    public CheckpointFolder(string folder)
    {
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(_folder);
        foreach (var left in Directory.GetFiles(_folder, "*" + Extension + AtomicFile.TemporaryPattern))
            File.Delete(left);
    }

    /// <summary>Gets the path of the best checkpoint.</summary>
    public string BestPath => Path.Combine(_folder, "best" + Extension);

    /// <summary>Gets the path of the checkpoint of a step.</summary>
    public string PathOf(long step) => Path.Combine(_folder, FormattableString.Invariant($"step-{step:D10}{Extension}"));

    /// <summary>Refuses checkpoints of an earlier training.</summary>
    /// <exception cref="InvalidOperationException">The folder has checkpoints.</exception>
    public void CheckThatItIsEmpty()
    {
        if (Files(_folder).Count > 0)
            throw new InvalidOperationException(
                $"Checkpoints need a folder without checkpoints of another training, but '{_folder}' has some: "
                + "set ResumeFrom to continue it, choose another folder or delete them.");
    }

    /// <summary>Deletes the oldest of the checkpoints up to a step, but for the newest of them.</summary>
    public void Prune(long step, int keep)
    {
        var newest = PathOf(step);
        foreach (var path in Directory.GetFiles(_folder, StepPattern).Where(path => string.CompareOrdinal(path, newest) <= 0)
            .OrderDescending(StringComparer.Ordinal).Skip(keep))
            File.Delete(path);
    }

    /// <summary>Reads the checkpoint that <see cref="TrainingOptions.ResumeFrom"/> means.</summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="log">Where files of a folder that do not load are warned of.</param>
    /// <returns>The checkpoint, owned by the caller; null for a folder without any, or one that is not there yet.</returns>
    /// <exception cref="FileNotFoundException">The path is that of a checkpoint, and there is none.</exception>
    /// <exception cref="ModelFormatException">The file, or every file of the folder, does not load.</exception>
    public static Checkpoint? Find(string path, TrainingLog log)
    {
        if (File.Exists(path))
            return CheckpointFile.Read(path);
        if (Path.GetExtension(path) == Extension && !Directory.Exists(path))
            throw new FileNotFoundException($"ResumeFrom needs a checkpoint or a folder, but there is no file '{path}'.", path);
        return Newest(path, log);
    }

    private static Checkpoint? Newest(string folder, TrainingLog log)
    {
        var files = Files(folder);
        foreach (var file in files)
        {
            try
            {
                return CheckpointFile.Read(file);
            }
            catch (ModelFormatException failure)
            {
                log.Warning($"{failure.Message} The one before it is taken.");
            }
        }
        if (files.Count > 0)
            throw new ModelFormatException(
                $"ResumeFrom needs a checkpoint that loads, but none of the {files.Count} in '{folder}' does; the log says why.");
        log.Warning($"ResumeFrom: the folder '{folder}' has no checkpoint, so the training starts from the beginning.");
        return null;
    }

    // The newest first; the best, which is older or as new, last.
    private static IReadOnlyList<string> Files(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder, StepPattern).OrderDescending(StringComparer.Ordinal),
            .. Directory.GetFiles(folder, "best" + Extension)]
        : [];
}
