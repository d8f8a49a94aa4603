using Microsoft.ML;

namespace Nidl.ML.Tests;

[TestClass]
public sealed class ReadmeTests
{
    [TestMethod]
    public void Sample_IsTheOneThatCompiles()
    {
        var shown = Between(Resource("README.md"), "```csharp\n", "```");
        var compiled = Between(Resource("ReadmeSample.cs"), "// <sample>\n", "        // </sample>").Replace("\n        ", "\n", StringComparison.Ordinal).TrimStart();

        StringAssert.EndsWith(shown, compiled);
    }

    [TestMethod]
    public void Sample_OnTinyImages_Runs()
    {
        var accuracy = ReadmeSample.TrainingAccuracy(Images.View(new MLContext(), 60));

        Assert.IsTrue(accuracy is >= 0 and <= 1, $"accuracy {accuracy}");
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
