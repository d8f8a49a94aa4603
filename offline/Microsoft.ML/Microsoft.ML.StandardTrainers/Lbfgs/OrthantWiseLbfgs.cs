namespace Microsoft.ML.Trainers;

/// <summary>
/// Minimises f(x) + l1 * |x| over all but the first parameters, with f smooth: limited-memory BFGS that stays in the orthant of the step's start
/// (Andrew and Gao, 2007). Weights may be kept from getting negative.
/// </summary>
internal sealed class OrthantWiseLbfgs(Func<double[], double[], double> smooth, int unregularised, double l1, bool nonNegative, int historySize)
{
    private const double SufficientDecrease = 1e-4;
    private const int MaximumHalvings = 40;

    private readonly LinkedList<(double[] Step, double[] Change, double Curvature)> _history = [];

    /// <summary>Starts from zero; stops when told to after an iteration, or when no step gets lower.</summary>
    public double[] Minimise(int count, int maximumIterations, Func<double, bool> shouldStop)
    {
        double[] x = new double[count], gradient = new double[count];
        var value = smooth(x, gradient);
        shouldStop(value + Penalty(x));
        for (var iteration = 0; iteration < maximumIterations; iteration++)
        {
            var steepest = SteepestDescent(x, gradient);
            var direction = Direction(steepest);
            var first = _history.Count == 0 ? 1 / Math.Max(Norm(direction), 1e-30) : 1;
            if (Search(x, gradient, value, steepest, direction, first) is not { } next)
            {
                // A stale history can give a direction that does not descend; steepest descent gets a second chance.
                if (_history.Count == 0) break;
                _history.Clear();
                continue;
            }

            Remember(x, gradient, next);
            (x, gradient, value) = (next.X, next.Gradient, next.Value);
            if (shouldStop(value + Penalty(x))) break;
        }

        return x;
    }

    private double Penalty(double[] x)
    {
        if (l1 == 0) return 0;
        double sum = 0;
        for (var j = unregularised; j < x.Length; j++) sum += Math.Abs(x[j]);
        return l1 * sum;
    }

    /// <summary>The negative of the subgradient that is nearest to zero.</summary>
    private double[] SteepestDescent(double[] x, double[] gradient)
    {
        var steepest = new double[x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            var penalty = j < unregularised ? 0 : l1;
            double right = gradient[j] + penalty, left = gradient[j] - penalty;
            if (x[j] > 0) steepest[j] = -right;
            else if (x[j] < 0) steepest[j] = -left;
            else if (right < 0) steepest[j] = -right;
            else if (left > 0 && !(nonNegative && j >= unregularised)) steepest[j] = -left;
        }

        return steepest;
    }

    /// <summary>The two-loop recursion; components that point against the steepest descent are dropped.</summary>
    private double[] Direction(double[] steepest)
    {
        var direction = (double[])steepest.Clone();
        var factors = new Stack<double>();
        for (var pair = _history.Last; pair is not null; pair = pair.Previous)
        {
            var factor = Dot(pair.Value.Step, direction) / pair.Value.Curvature;
            factors.Push(factor);
            AddScaled(direction, pair.Value.Change, -factor);
        }

        if (_history.Last is { } last) Scale(direction, last.Value.Curvature / Dot(last.Value.Change, last.Value.Change));
        foreach (var (step, change, curvature) in _history) AddScaled(direction, step, factors.Pop() - (Dot(change, direction) / curvature));
        for (var j = 0; j < direction.Length; j++)
        {
            if (direction[j] * steepest[j] <= 0) direction[j] = 0;
        }

        return direction;
    }

    private Point Search(double[] x, double[] gradient, double value, double[] steepest, double[] direction, double step)
    {
        var start = value + Penalty(x);
        for (var halving = 0; halving < MaximumHalvings; halving++, step /= 2)
        {
            var next = Move(x, steepest, direction, step);
            double promised = 0;
            for (var j = 0; j < x.Length; j++) promised += steepest[j] * (next[j] - x[j]);
            if (promised <= 0) return null;
            var nextGradient = new double[gradient.Length];
            var nextValue = smooth(next, nextGradient);
            if (nextValue + Penalty(next) <= start - (SufficientDecrease * promised)) return new Point(next, nextGradient, nextValue);
        }

        return null;
    }

    /// <summary>A parameter that would change its sign stops at zero.</summary>
    private double[] Move(double[] x, double[] steepest, double[] direction, double step)
    {
        var next = new double[x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            next[j] = x[j] + (step * direction[j]);
            if (j < unregularised || (l1 == 0 && !nonNegative)) continue;
            var orthant = x[j] != 0 ? Math.Sign(x[j]) : Math.Sign(steepest[j]);
            if (next[j] * orthant <= 0 && (l1 > 0 || orthant > 0)) next[j] = 0;
            if (nonNegative && next[j] < 0) next[j] = 0;
        }

        return next;
    }

    private void Remember(double[] x, double[] gradient, Point next)
    {
        double[] step = new double[x.Length], change = new double[x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            step[j] = next.X[j] - x[j];
            change[j] = next.Gradient[j] - gradient[j];
        }

        var curvature = Dot(step, change);
        if (curvature <= 1e-12 * Norm(step) * Norm(change)) return;
        _history.AddLast((step, change, curvature));
        if (_history.Count > historySize) _history.RemoveFirst();
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var j = 0; j < a.Length; j++) sum += a[j] * b[j];
        return sum;
    }

    private static double Norm(double[] a) => Math.Sqrt(Dot(a, a));

    private static void AddScaled(double[] target, double[] source, double scale)
    {
        for (var j = 0; j < target.Length; j++) target[j] += scale * source[j];
    }

    private static void Scale(double[] target, double scale)
    {
        for (var j = 0; j < target.Length; j++) target[j] *= scale;
    }

    private sealed record Point(double[] X, double[] Gradient, double Value);
}
