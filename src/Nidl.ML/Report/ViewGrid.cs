using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace Nidl.ML;

/// <summary>Draws real rows beside views of them, made as the training made them: the first two of each.</summary>
internal sealed class ViewGrid(FeatureColumn features, FeatureColumn? secondView, ViewPlan views, int seed)
{
    private const int Draws = 2;

    // What augmentations that learn from training rows get to see here.
    private const int SampleRows = 1024;

    /// <summary>Gets a table as HTML: one line for each of the first rows, with the row itself and two draws of both its views.</summary>
    /// <exception cref="InvalidOperationException">A value is not finite.</exception>
    public string Draw(IDataView view, int rows)
    {
        using var scope = NewDisposeScope();
        var count = Math.Min(TrainingRows.Count(view, default), SampleRows);
        var columns = new TrainingColumns(features, secondView, null);
        // What augmentations see, not the network: pictures from 0 to 1.
        var unit = views with { Scaling = views.Scaling?.WithoutStandardization };
        var sample = columns.CreateBatch(TrainingRows.ReadFirst(view, columns.Parts, count, default));
        var shown = Math.Min(rows, count);
        var batch = new Batch(sample.Features.narrow(0, 0, shown), sample.SecondView?.narrow(0, 0, shown), null);
        var fitted = unit.Fit(unit.ToUnit(sample.Features));
        var first = Rows(unit.ToUnit(batch.Features));
        var second = batch.SecondView is null ? first : Rows(unit.ToUnit(batch.SecondView));
        var drawn = Enumerable.Range(0, Draws).Select(epoch => fitted.Draw(batch.Features, batch.SecondView, seed, epoch, firstRow: 0))
            .Select(drawn => (Rows(drawn[0]), Rows(drawn[1]))).ToList();
        var picture = SamplePicture.For(features.Shape, first.Concat(second));
        return Head() + string.Concat(Enumerable.Range(0, (int)shown).Select(row => Line(picture, row, first, second, drawn)))
            + "</tbody></table>";
    }

    private static float[][] Rows(Tensor batch)
    {
        using var flat = batch.flatten(1).to(torch.CPU).contiguous();
        return [.. flat.data<float>().ToArray().Chunk((int)flat.shape[1])];
    }

    private string Head()
    {
        var own = secondView is null ? "<th>row</th>" : $"<th>{Svg.Escape(features.Name)}</th><th>{Svg.Escape(secondView.Name)}</th>";
        var draws = string.Concat(
            Enumerable.Range(1, Draws).Select(draw => $"<th class=\"first\">view 1, draw {draw}</th><th>view 2, draw {draw}</th>"));
        return $"<table class=\"views\"><thead><tr>{own}{draws}</tr></thead><tbody>";
    }

    private string Line(
        SamplePicture picture, int row, float[][] first, float[][] second, IReadOnlyList<(float[][] View1, float[][] View2)> drawn)
    {
        var own = Cell(picture, first[row], first[row], $"row {row}")
            + (secondView is null ? "" : Cell(picture, second[row], second[row], $"second view of row {row}"));
        var pairs = drawn.Select(pair =>
            Cell(Of(0), pair.View1[row], first[row], $"view 1 of row {row}", "first")
                + Cell(Of(1), pair.View2[row], second[row], $"view 2 of row {row}"));
        return $"<tr>{own}{string.Concat(pairs)}</tr>";

        SamplePicture Of(int view) => picture with { Shape = views.Views[view].GetOutputShape(features.Shape) };
    }

    private static string Cell(SamplePicture picture, float[] values, float[] original, string description, string style = "") =>
        $"<td class=\"{style}\">{picture.Draw(values, original, description)}</td>";
}
