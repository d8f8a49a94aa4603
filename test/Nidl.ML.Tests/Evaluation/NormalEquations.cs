namespace Nidl.ML.Tests.Evaluation;

/// <summary>Ridge regression by plain loops, in double precision.</summary>
internal static class NormalEquations
{
    /// <summary>The weights w of (X'X + penalty I) w = X'y.</summary>
    public static double[] Weights(double[][] rows, double[] labels, double penalty)
    {
        var size = rows[0].Length;
        var (matrix, right) = (new double[size, size], new double[size]);
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size; k++)
                matrix[j, k] = rows.Sum(row => row[j] * row[k]) + (j == k ? penalty : 0);
            right[j] = rows.Zip(labels, (row, label) => row[j] * label).Sum();
        }
        return Solve(matrix, right);
    }

    /// <summary>The sum of squared residuals, and the trace, with the intercept's 1, of what maps labels to predictions.</summary>
    public static (double Residuals, double Trace) Smooth(double[][] rows, double[] labels, double penalty)
    {
        var weights = Weights(rows, labels, penalty);
        var residuals = rows.Zip(labels, (row, label) => Math.Pow(label - Dot(row, weights), 2)).Sum();
        double[] Unit(int i) => [.. Enumerable.Range(0, rows.Length).Select(k => k == i ? 1.0 : 0)];
        var trace = 1 + Enumerable.Range(0, rows.Length).Sum(i => Dot(rows[i], Weights(rows, Unit(i), penalty)));
        return (residuals, trace);
    }

    /// <summary>Brings each column to mean 0 and, if asked, variance 1.</summary>
    public static double[][] Standardize(double[][] rows, bool scales)
    {
        var columns = Enumerable.Range(0, rows[0].Length).Select(k => rows.Select(row => row[k]).ToArray()).ToArray();
        double Scale(int k) => scales ? Math.Sqrt(columns[k].Average(value => Math.Pow(value - columns[k].Average(), 2))) : 1;
        return [.. rows.Select(row => row.Select((value, k) => (value - columns[k].Average()) / Scale(k)).ToArray())];
    }

    public static double Dot(double[] first, double[] second) => first.Zip(second, (a, b) => a * b).Sum();

    // Gauss's elimination with the largest pivot.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var column = 0; column < size; column++)
        {
            var pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(matrix[row, column]));
            for (var k = 0; k < size; k++)
                (matrix[column, k], matrix[pivot, k]) = (matrix[pivot, k], matrix[column, k]);
            (right[column], right[pivot]) = (right[pivot], right[column]);
            for (var row = 0; row < size; row++)
            {
                if (row == column)
                    continue;
                var factor = matrix[row, column] / matrix[column, column];
                for (var k = column; k < size; k++)
                    matrix[row, k] -= factor * matrix[column, k];
                right[row] -= factor * right[column];
            }
        }
        return [.. right.Select((value, row) => value / matrix[row, row])];
    }
}
