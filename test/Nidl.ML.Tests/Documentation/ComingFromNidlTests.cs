using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Nidl.ML.Tests.Documentation;

/// <summary>The table of nidl's parameters is complete, and names options and defaults that the code has.</summary>
[TestClass]
public sealed partial class ComingFromNidlTests
{
    private static readonly string s_text = SampleCodes.Resources("docs/coming-from-nidl.md").Single().Text.ReplaceLineEndings("\n");

    private static readonly Dictionary<string, TrainingOptions> s_methods = new()
    {
        ["SimCLR"] = new SimClrOptions(), ["y-Aware"] = new YAwareOptions(), ["DCL"] = new DclOptions(),
        ["Barlow Twins"] = new BarlowTwinsOptions(),
    };

    private static readonly object[] s_others = [new AdamWOptions(), new AdamOptions(), new SgdOptions(), new WarmupCosineSchedule()];

    [TestMethod]
    [DataRow(
        "Parameters of the four classes",
        "encoder encoder_kwargs proj_input_dim proj_hidden_dim proj_output_dim temperature kernel bandwidth lambd optimizer "
        + "optimizer_kwargs learning_rate weight_decay exclude_bias_and_norm_wd lr_scheduler **kwargs")]
    [DataRow("Parameters of the first SimCLR page", "encoder hidden_dims lr temperature weight_decay max_epochs random_state kwargs")]
    [DataRow(
        "Parameters of the trainer",
        "max_epochs min_epochs max_steps min_steps check_val_every_n_epoch num_sanity_val_steps callbacks random_state")]
    [DataRow("Attributes", "encoder projection_head loss optimizer lr_scheduler fitted_")]
    [DataRow("Methods", "__init__ fit(train, val) transform(loader) transform_step(batch) training_step(batch, batch_idx, dataloader_idx) "
        + "validation_step(batch, batch_idx, dataloader_idx) test_step configure_optimizers() all_gather_and_flatten(tensor)")]
    [DataRow("The loss", "kernel bandwidth temperature forward(z1, z2, labels)")]
    public void Page_EveryParameter_HasARow(string section, string parameters)
    {
        var described = Rows(section).Select(row => row[0]).ToArray();
        foreach (var parameter in Parameters().Matches(parameters).Select(match => match.Value))
            Assert.IsTrue(described.Any(cell => Regex.IsMatch(cell, $@"`{Regex.Escape(parameter)}(?!\w)")), $"{parameter} in '{section}'");
    }

    [TestMethod]
    [DataRow("warmup_epochs")]
    [DataRow("warmup_start_lr")]
    [DataRow("min_lr")]
    [DataRow("interval")]
    public void Page_EveryArgumentOfTheScheduler_HasARow(string argument) =>
        Assert.IsTrue(Rows("Parameters of the four classes").Any(row => row[0] == $"`lr_scheduler_kwargs[\"{argument}\"]`"));

    [TestMethod]
    [DataRow("Parameters of the four classes", 20)]
    [DataRow("Parameters of the first SimCLR page", 5)]
    [DataRow("Parameters of the trainer", 15)]
    public void Options_ByDefault_AreThoseOfTheCode(string section, int least)
    {
        string[] methods = section.Contains("SimCLR", StringComparison.Ordinal) ? ["SimCLR"] : [.. s_methods.Keys];
        var compared = Rows(section).Sum(row => CompareDefaults(methods, NamesOf(row.Length > 3 ? row[2] : row[1]), row[^1]));
        Assert.IsGreaterThanOrEqualTo(least, compared);
    }

    [TestMethod]
    public void Page_EveryOption_IsNamed()
    {
        foreach (var property in s_methods.Values.SelectMany(options => options.GetType().GetProperties())
            .Where(property => property.Name != "EqualityContract"))
            StringAssert.Matches(s_text, new Regex($@"`{property.Name}\b"), property.Name);
    }

    private static int CompareDefaults(string[] methods, string[] names, string cell)
    {
        var values = cell.Split([';', ','], StringSplitOptions.TrimEntries);
        if (names.Length == 1)
            return values.Count(value => IsLiteral(value) && Compare(methods, names[0], value, values));
        return names.Select((name, i) => (Name: name, Value: values[values.Length == 1 ? 0 : i]))
            .Count(pair => IsLiteral(pair.Value) && Compare(methods, pair.Name, pair.Value, []));
    }

    // "2048; y-Aware 512" is 2048 for all methods but y-Aware.
    private static bool Compare(string[] methods, string name, string value, string[] all)
    {
        var own = methods.FirstOrDefault(method => value.StartsWith(method, StringComparison.Ordinal));
        var meant = own is null ? methods.Where(method => !all.Any(other => other.StartsWith(method, StringComparison.Ordinal))) : [own];
        var owners = meant.Select(object (method) => s_methods[method]).Concat(s_others)
            .Where(owner => owner.GetType().GetProperty(name) is not null).ToArray();
        foreach (var owner in owners)
            Assert.AreEqual(Literal(value), Text(owner.GetType().GetProperty(name)!.GetValue(owner)), $"{owner.GetType().Name}.{name}");
        return owners.Length > 0;
    }

    private static bool IsLiteral(string value) => Literals().IsMatch(value);

    private static string Literal(string value)
    {
        var literal = Literals().Match(value).Groups["literal"].Value;
        return double.TryParse(literal, CultureInfo.InvariantCulture, out var number) ? Text(number) : literal.Trim('`').Split('.')[^1];
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        int or long or double => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        OptimizerOptions or LearningRateSchedule => value.GetType().Name,
        _ => value.ToString()!,
    };

    // The options that a cell names, each at the beginning of its code.
    private static string[] NamesOf(string cell) =>
        [.. Code().Matches(cell).Select(match => match.Groups[1].Value)
            .Where(name => s_methods.Values.Concat(s_others).Any(owner => owner.GetType().GetProperty(name) is not null))];

    private static IEnumerable<string[]> Rows(string section)
    {
        var start = s_text.IndexOf($"## {section}", StringComparison.Ordinal);
        Assert.IsGreaterThanOrEqualTo(0, start, section);
        var end = s_text.IndexOf("\n## ", start, StringComparison.Ordinal);
        return s_text[start..(end < 0 ? s_text.Length : end)].Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1..^1].Select(cell => cell.Trim()).ToArray());
    }

    [GeneratedRegex(@"[\w*]+(\([^)]*\))?")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"`(\w+)")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(y-Aware |Barlow Twins )?(?<literal>[\d.e-]+|true|false|null|`[\w.]+`)(:.*)?$")]
    private static partial Regex Literals();
}
