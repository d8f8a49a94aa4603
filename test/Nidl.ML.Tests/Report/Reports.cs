using System.Text.RegularExpressions;
using Microsoft.ML;

namespace Nidl.ML.Tests;

/// <summary>Writes reports of tiny trainings and reads them.</summary>
internal static class Reports
{
    /// <summary>Writes a report into a file of its own, which is deleted, and gets the page.</summary>
    public static string Write(MLContext ml, EmbeddingTransformer transformer, IDataView view, ReportOptions? options = null)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.html");
        try
        {
            ml.SelfSupervised.Report(path, transformer, view, options);
            return File.ReadAllText(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static int Count(string page, string text) => Regex.Count(page, Regex.Escape(text));

    /// <summary>Gets the content of the section under a heading; null if there is none.</summary>
    public static string? Section(string page, string heading)
    {
        var match = Regex.Match(page, $"<section[^>]*><h2>{Regex.Escape(heading)}</h2>(.*?)</section>", RegexOptions.Singleline);
        return match.Success ? match.Groups[1].Value : null;
    }
}
