using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Puts a report's page together.</summary>
internal sealed class ReportPage
{
    private static readonly JsonSerializerOptions _readable =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly EmbeddingTransformer _transformer;
    private readonly IDataView _view;
    private readonly ReportOptions _options;
    private readonly StringBuilder _page = new();

    private ReportPage(EmbeddingTransformer transformer, IDataView view, ReportOptions options) =>
        (_transformer, _view, _options) = (transformer, view, options);

    private TrainingHistory History => _transformer.History;

    public static string Create(EmbeddingTransformer transformer, IDataView view, ReportOptions options)
    {
        var rows = TrainingRows.Count(view, default);
        if (rows == 0)
            throw new ArgumentException("A report needs at least 1 row, but the view has none.", nameof(view));
        var page = new ReportPage(transformer, view, options);
        page.AddHead();
        page.AddCurves();
        page.AddViews();
        page.AddMaps((int)Math.Min(rows, options.MapRows));
        page.AddPredictions();
        page.AddAccuracies();
        page.AddFacts(rows);
        page._page.Append("</div></main></body></html>\n");
        return page._page.ToString();
    }

    private void AddHead()
    {
        var title = Svg.Escape(_options.Title);
        _page.Append(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
            + $"initial-scale=1\"><title>{title}</title>\n");
        _page.Append($"<style>\n{ReportStyle.Css}\n</style></head>\n<body><main><h1>{title}</h1><div class=\"chips\">");
        AddChip("method", _transformer.Method);
        AddChip("epochs", $"{History.Epochs.Count}");
        if (History.Epochs.Count > 0)
            AddChip("loss", FormattableString.Invariant($"{History.Epochs[0].Loss:F3} → {History.Epochs[^1].Loss:F3}"));
        AddChip("time", FormattableString.Invariant($"{History.Seconds:F1} s on {History.Device}"));
        AddChip("embedding", $"{_transformer.InputShape} → {_transformer.EmbeddingDimension}");
        _page.Append("</div><div class=\"grid\">\n");
    }

    private void AddChip(string name, string value) => _page.Append($"<span>{name} <b>{Svg.Escape(value)}</b></span>");

    private void AddSection(string title, string explanation, string content, bool isWide)
    {
        _page.Append($"<section{(isWide ? " class=\"wide\"" : "")}><h2>{Svg.Escape(title)}</h2>");
        if (explanation.Length > 0)
            _page.Append($"<p>{Svg.Escape(explanation)}</p>");
        _page.Append(content).Append("</section>\n");
    }

    private void AddCurves()
    {
        if (History.Epochs.Count == 0)
            return;
        List<LineChart.Curve> losses = [new("training", [.. History.Epochs.Select(epoch => ((double)epoch.Epoch, epoch.Loss))])];
        var validated = History.Epochs.Where(epoch => epoch.ValidationLoss is not null).ToList();
        if (validated.Count > 0)
            losses.Add(new("validation", [.. validated.Select(epoch => ((double)epoch.Epoch, epoch.ValidationLoss!.Value))]));
        var rate = new LineChart.Curve("learning rate", [.. History.Epochs.Select(epoch => ((double)epoch.Epoch, epoch.LearningRate))]);
        AddSection("Loss", "The mean over the batches of each epoch.", LineChart.Draw("Loss by epoch", "loss", losses), isWide: false);
        AddSection(
            "Learning rate", "At the last step of each epoch.", LineChart.Draw("Learning rate by epoch", "learning rate", rate),
            isWide: false);
    }

    private void AddViews()
    {
        var shape = _transformer.InputShape;
        var source = _options.TrainingOptions is { } given
            ? TrainingViews.Of(given, _view.Schema, _transformer.Features)
            : _transformer.TrainedWith;
        if (source is null || _options.ViewRows == 0)
            return;
        var features = _transformer.Features;
        var grid = new ViewGrid(features, source.BindSecondView(_view.Schema, features), source.Views, History.Seed);
        var bars = shape.Rank is 3 or 4 ? ""
            : " One bar for each "
                + $"value{(shape.Size > SamplePicture.MostBars ? $" (the first {SamplePicture.MostBars} of {shape.Size})" : "")}; "
                + "what a view changed is red.";
        AddSection("What the encoder saw",
            "Rows of the data, and augmented views of them drawn as in the training: the two views of one draw are a positive pair." + bars,
            $"<div class=\"scroll\">{grid.Draw(_view, _options.ViewRows)}</div>", isWide: true);
    }

    private void AddMaps(int rows)
    {
        using var scope = NewDisposeScope();
        var column = new FeatureColumn(_transformer.OutputColumnName, InputShape.Create([_transformer.EmbeddingDimension]));
        var embeddings = TrainingRows.ReadFirst(_transformer.Transform(_view), [column], rows, default)[0]; // (rows, D)
        // As the losses compare them, by angle: a few long embeddings would otherwise press all others into a corner.
        // In double precision, whose squares of Single neither vanish nor overflow.
        var directions = nn.functional.normalize(embeddings.to(ScalarType.Float64), eps: 1e-300); // (rows, D)
        var components = PrincipalComponents.Of(directions);
        var maps = _options.ColorColumnNames.Select(name => Map(components, PointColors.ByColumn(_view, name, rows), name));
        AddSection("Map of the embeddings",
            $"{rows} rows; their embeddings, scaled to length 1, on the two directions in which they vary most (principal components).",
            string.Concat(maps.DefaultIfEmpty(Map(components, PointColors.None(rows), null))), isWide: true);
    }

    private static string Map(PrincipalComponents components, PointColors colors, string? columnName) =>
        $"{EmbeddingMap.Legend(colors, columnName)}<div class=\"map\">{EmbeddingMap.Draw(components, colors)}</div>";

    private void AddPredictions()
    {
        if (_options.Predictions.Count > 0)
            AddSection(
                "Predictions", "On the line, prediction and truth are equal.",
                $"<div class=\"map\">{PredictionChart.Draw(_options.Predictions)}</div>", isWide: true);
    }

    private void AddAccuracies()
    {
        if (_options.Accuracies.Count > 0)
            AddSection(
                "Accuracies", "Whiskers show one standard deviation, where one was given.", AccuracyChart.Draw(_options.Accuracies),
                isWide: true);
    }

    private void AddFacts(long rows)
    {
        AddSection("Run", "", Table([
            ("method", _transformer.Method), ("columns", $"{_transformer.InputColumnName} → {_transformer.OutputColumnName}"),
            ("rows in the view", rows.ToString("N0", CultureInfo.InvariantCulture)),
            ("seed", History.Seed.ToString(CultureInfo.InvariantCulture)), ("device", History.Device),
            ("seconds", FormattableString.Invariant($"{History.Seconds:F1}")),
            ("rows a second", History.Epochs.Count > 0
                ? FormattableString.Invariant($"{History.Epochs.Average(epoch => epoch.RowsPerSecond):F0}")
                : "none trained"),
        ]), isWide: false);
        AddSection("Versions", "", Table([
            ("Nidl.ML", Version(typeof(ReportPage))), ("ML.NET", Version(typeof(MLContext))), ("TorchSharp", Version(typeof(torch))),
            ("libtorch", torch.__version__),
            (".NET", Environment.Version.ToString()), ("system", RuntimeInformation.OSDescription),
            ("threads", $"{torch.get_num_threads()}"),
        ]), isWide: false);
        AddText("Encoder", _transformer.Encoder.Summary(_transformer.InputShape));
        if (_transformer.Description.Options is { } options)
            AddText("Settings", JsonSerializer.Serialize(options, _readable));
    }

    private void AddText(string title, string text) =>
        _page.Append($"<section class=\"wide\"><details><summary>{title}</summary><pre>{Svg.Escape(text)}</pre></details></section>\n");

    private static string Table(IReadOnlyList<(string Name, string Value)> facts) =>
        $"<table class=\"facts\">{string.Concat(facts.Select(fact => Row(fact.Name, fact.Value)))}</table>";

    private static string Row(string name, string value) => $"<tr><th>{Svg.Escape(name)}</th><td>{Svg.Escape(value)}</td></tr>";

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
}
