using System.Collections;
using System.IO.Compression;
using System.Runtime.InteropServices;
using TorchSharp.PyBridge;
using static TorchSharp.torch;

namespace Nidl.ML.ConvertWeights;

/// <summary>
/// Reads a network's state out of a file that Python's <c>torch.save</c> wrote: the state itself, or a checkpoint, as Lightning and nidl
/// write them, that holds it under <c>state_dict</c>.
/// </summary>
internal static class PickledState
{
    private const string StateOfCheckpoint = "state_dict";
    private const string Pickle = "data.pkl";

    /// <summary>Reads a file.</summary>
    /// <returns>The weights, in the order of their names' characters, in the caller's dispose scope.</returns>
    /// <exception cref="ModelFormatException">The file holds no state.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Read(string path)
    {
        using var stream = File.OpenRead(path);
        CheckArchive(path, stream);
        var content = Unpickle(path, stream);
        var state = content[StateOfCheckpoint] as Hashtable ?? content;
        return [.. state.Cast<DictionaryEntry>().Select(entry => Weight(path, entry)).OrderBy(entry => entry.Key, StringComparer.Ordinal)];
    }

    private static void CheckArchive(string path, Stream stream)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (!archive.Entries.Any(entry => entry.Name == Pickle))
                throw NoState(path, $"it is an archive without {Pickle}");
        }
        catch (InvalidDataException failure)
        {
            throw NoState(path, "it is no zip archive, which torch.save writes since PyTorch 1.6, or not all of one", failure);
        }
        stream.Position = 0;
    }

    private static Hashtable Unpickle(string path, Stream stream)
    {
        try
        {
            return PyTorchUnpickler.UnpickleStateDict(stream, leaveOpen: true);
        }
        catch (InvalidCastException failure)
        {
            throw NoState(path, "it holds something else: save the network's state_dict()", failure);
        }
        // PyBridge gives each weight memory of its own, without gaps.
        catch (Exception failure) when (failure is ExternalException || failure.Message.Contains("contiguous", StringComparison.Ordinal))
        {
            throw NoState(path, "a weight is a part of another tensor or not contiguous: save its contiguous().clone()", failure);
        }
        // What is not as PyBridge expects ends in exceptions of any type.
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw NoState(path, TorchFailure.CauseOf(failure).TrimEnd('.'), failure);
        }
    }

    private static KeyValuePair<string, Tensor> Weight(string path, DictionaryEntry entry) =>
        entry is { Key: string name, Value: Tensor weight }
            ? new(name, weight)
            : throw NoState(path, $"its entry '{entry.Key}' is no tensor");

    private static ModelFormatException NoState(string path, string cause, Exception? failure = null) =>
        new($"'{path}' must hold a network's state as torch.save writes it, but {cause}.", failure!);
}
