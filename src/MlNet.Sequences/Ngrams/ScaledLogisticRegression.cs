namespace MlNet.Sequences;

/// <summary>
/// Logistic regression of two classes on rows of unit length whose features are scaled, each by its own factor, with an L2
/// penalty on the weights of the scaled features and none on the bias: the exact optimum, by Newton's method. Conjugate gradients
/// solve each step only as accurately as is useful (truncated Newton: Lin, Weng and Keerthi, "Trust Region Newton Method
/// for Large-Scale Logistic Regression", JMLR 9, 2008), with a line search instead of the trust region.
/// </summary>
/// <remarks>
/// Sums are computed over parts that do not depend on the number of threads, and added in a fixed order, so the result does not
/// depend on it either.
/// </remarks>
internal sealed class ScaledLogisticRegression
{
    private const int MostInnerSteps = 100;
    private const double SufficientDecrease = 1e-4, LeastStep = 1e-10;

    private readonly SparseMatrix _rows, _columns;
    private readonly float[] _scales, _lengths, _costs;
    private readonly bool[] _labels;
    private readonly double _penalty;
    private readonly int _threads;
    private readonly float[] _effective; // the scaled weights, which rows are multiplied by
    private readonly float[] _byRow;
    private readonly double[] _partials;

    /// <param name="rows">Which features each row has.</param>
    /// <param name="columns">Which rows each feature has.</param>
    /// <param name="scales">The factor of each feature.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="costs">The weight of each row's loss.</param>
    /// <param name="penalty">Half of it, times the sum of squared weights, is added to the losses.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal ScaledLogisticRegression(
        SparseMatrix rows, SparseMatrix columns, float[] scales, bool[] labels, float[] costs, double penalty, int threads)
    {
        (_rows, _columns, _scales, _labels) = (rows, columns, scales, labels);
        (_costs, _penalty, _threads) = (costs, penalty, threads);
        (_effective, _byRow) = (new float[rows.Columns], new float[rows.Rows]);
        _lengths = [.. Enumerable.Range(0, rows.Rows).Select(row => UnitLength(rows[row]))];
        _partials = new double[columns.PartsOfRows.Length - 1];
    }

    /// <summary>The factor that gives a row with this many ones unit length.</summary>
    internal static float UnitLength(int ones) => 1 / MathF.Sqrt(Math.Max(1, ones));

    /// <summary>Fits the weights.</summary>
    /// <param name="tolerance">The fraction of the gradient's norm at the start, times the rarer class's, at which training
    /// ends.</param>
    /// <param name="mostSteps">The most Newton steps.</param>
    /// <param name="cancellationToken">Stops between passes over the rows.</param>
    internal Solution Fit(double tolerance, int mostSteps, CancellationToken cancellationToken)
    {
        int features = _rows.Columns, count = _rows.Rows;
        float[] weights = new float[features], gradient = new float[features], step = new float[features];
        float[] residual = new float[features], direction = new float[features], product = new float[features];
        double[] logits = new double[count], alongStep = new double[count], along = new double[count], values = new double[count];
        double[] curvatures = new double[count];
        double bias = 0, squares = 0, loss = Loss(logits, null, 0), startNorm = 0;
        double positive = Cost(true), negative = Cost(false), rarer = Math.Min(positive, negative) / (positive + negative);
        int steps = 0;
        bool hasConverged = false;
        for (; ; steps++)
        {
            for (int row = 0; row < count; row++)
            {
                double probability = 1 / (1 + Math.Exp(-logits[row]));
                values[row] = _costs[row] * (probability - (_labels[row] ? 1 : 0));
                curvatures[row] = _costs[row] * probability * (1 - probability);
            }

            // The gradient; the residual of a zero step is its negative.
            double norm = TransposedProduct(values, weights, gradient, gradient), biasGradient = Sum(values);
            norm = Math.Sqrt(norm + (biasGradient * biasGradient));
            startNorm = steps == 0 ? norm : startNorm;
            hasConverged = norm <= tolerance * rarer * startNorm;
            if (hasConverged || steps == mostSteps)
                break;

            double accuracy = norm * Math.Min(0.1, Math.Sqrt(norm / startNorm));
            double biasStep = 0, biasResidual = -biasGradient, biasDirection = biasResidual, remaining = norm * norm;
            ForFeatures((from, to) =>
            {
                for (int i = from; i < to; i++)
                {
                    (step[i], residual[i]) = (0, -gradient[i]);
                    direction[i] = residual[i];
                }

                return 0;
            });
            Array.Clear(alongStep);
            for (int inner = 0; inner < MostInnerSteps && Math.Sqrt(remaining) > accuracy; inner++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Product(direction, biasDirection, along);
                for (int row = 0; row < count; row++)
                    values[row] = curvatures[row] * along[row];
                double biasProduct = Sum(values);
                double curvature = TransposedProduct(values, direction, product, direction) + (biasDirection * biasProduct);
                if (curvature <= 0)
                    break; // only rounding errors are left
                double rate = remaining / curvature;
                double next = ForFeatures((from, to) => Advance(step, direction, residual, product, (float)rate, from, to));
                biasStep += rate * biasDirection;
                biasResidual -= rate * biasProduct;
                next += biasResidual * biasResidual;
                for (int row = 0; row < count; row++)
                    alongStep[row] += rate * along[row];
                float kept = (float)(next / remaining);
                remaining = next;
                ForFeatures((from, to) =>
                {
                    for (int i = from; i < to; i++)
                        direction[i] = residual[i] + (kept * direction[i]);
                    return 0;
                });
                biasDirection = biasResidual + (kept * biasDirection);
            }

            double slope = Dot(gradient, step) + (biasGradient * biasStep), cross = Dot(weights, step), own = Dot(step, step);
            double size = 1;
            double reached;
            while ((reached = Loss(logits, alongStep, size) + Penalty(size)) > loss + (SufficientDecrease * size * slope)
                && size > LeastStep)
                size /= 2;
            double Penalty(double part) => _penalty / 2 * (squares + (2 * part * cross) + (part * part * own));

            if (!(reached < loss))
            {
                // Rounding errors prevent the loss from falling further.
                hasConverged = true;
                break;
            }

            double chosen = size;
            ForFeatures((from, to) =>
            {
                for (int i = from; i < to; i++)
                    weights[i] += (float)chosen * step[i];
                return 0;
            });
            bias += size * biasStep;
            for (int row = 0; row < count; row++)
                logits[row] += size * alongStep[row];
            (loss, squares) = (reached, Dot(weights, weights));
        }

        for (int i = 0; i < features; i++)
            weights[i] *= _scales[i];
        return new(weights, bias, steps, hasConverged, Loss(logits, null, 0) / (positive + negative));
    }

    private double Cost(bool label)
    {
        double cost = 0;
        for (int row = 0; row < _labels.Length; row++)
            cost += _labels[row] == label ? _costs[row] : 0;
        return cost;
    }

    private double Loss(double[] logits, double[]? along, double size)
    {
        double loss = 0;
        for (int row = 0; row < logits.Length; row++)
        {
            double logit = logits[row] + (along is null ? 0 : size * along[row]);
            double margin = _labels[row] ? logit : -logit;
            loss += _costs[row] * (Math.Log(1 + Math.Exp(-Math.Abs(margin))) + Math.Max(-margin, 0));
        }

        return loss;
    }

    // The rows times the weights of the scaled features.
    private void Product(float[] weights, double bias, double[] logits)
    {
        ForFeatures((from, to) =>
        {
            for (int i = from; i < to; i++)
                _effective[i] = weights[i] * _scales[i];
            return 0;
        });
        _rows.ForParts(_threads, (_, from, to) =>
        {
            for (int row = from; row < to; row++)
                logits[row] = (_lengths[row] * _rows.Sum(row, _effective)) + bias;
        });
    }

    /// <summary>The scaled features times values of rows, and the penalty's part of the weights.</summary>
    /// <returns>The product with another vector, which may be the target.</returns>
    private double TransposedProduct(double[] values, float[] weights, float[] target, float[] other)
    {
        for (int row = 0; row < _byRow.Length; row++)
            _byRow[row] = (float)(values[row] * _lengths[row]);
        float penalty = (float)_penalty;
        return ForFeatures((from, to) =>
        {
            double dot = 0;
            for (int i = from; i < to; i++)
            {
                target[i] = (_scales[i] * _columns.Sum(i, _byRow)) + (penalty * weights[i]);
                dot += (double)target[i] * other[i];
            }

            return dot;
        });
    }

    private static double Advance(
        float[] step, float[] direction, float[] residual, float[] product, float rate, int from, int to)
    {
        double squares = 0;
        for (int i = from; i < to; i++)
        {
            step[i] += rate * direction[i];
            residual[i] -= rate * product[i];
            squares += (double)residual[i] * residual[i];
        }

        return squares;
    }

    private double Dot(float[] first, float[] second) => ForFeatures((from, to) =>
    {
        double dot = 0;
        for (int i = from; i < to; i++)
            dot += (double)first[i] * second[i];
        return dot;
    });

    private double ForFeatures(Func<int, int, double> run)
    {
        _columns.ForParts(_threads, (part, from, to) => _partials[part] = run(from, to));
        return Sum(_partials);
    }

    private static double Sum(double[] values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        return sum;
    }

    /// <summary>The result of a fit.</summary>
    /// <param name="Weights">The weight of each unscaled feature, in a row of unit length.</param>
    /// <param name="Bias">The logit of a row without features.</param>
    /// <param name="Steps">The Newton steps.</param>
    /// <param name="HasConverged">Whether the gradient became small enough.</param>
    /// <param name="Loss">The mean loss of the rows, without the penalty.</param>
    internal sealed record Solution(float[] Weights, double Bias, int Steps, bool HasConverged, double Loss);
}
