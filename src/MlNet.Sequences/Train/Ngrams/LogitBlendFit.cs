namespace MlNet.Sequences;

/// <summary>
/// How the logits of a network and of n-grams best add up on rows that neither was trained on: the factors (and, with two
/// classes, the bias) of the least cross-entropy plus half of <see cref="Stiffness"/> times the squared distance from
/// <see cref="Start"/>. The exact optimum of a convex function, by Newton's method.
/// </summary>
internal static class LogitBlendFit
{
    /// <summary>
    /// Where few rows leave the blend. On held-out folds of 240 to 5,000 reviews, these factors were the best of 0.3, 0.4 and 0.5
    /// for the network.
    /// </summary>
    internal static readonly LogitBlend Start = new(0.3, 0.7, 0);

    // A few dozen rows outweigh it, a dozen don't.
    private const double Stiffness = 20;
    private const double Tolerance = 1e-10;
    private const int MostSteps = 100, MostHalvings = 40;

    /// <param name="network">The network's logits, <c>[rows × outputs]</c>.</param>
    /// <param name="ngrams">The n-grams' logits, <c>[rows × outputs]</c>.</param>
    /// <param name="labels">The rows' classes.</param>
    /// <param name="weights">The rows' weights. Their scale does not matter.</param>
    /// <param name="outputs">The logits of a row: one for two classes, else one for each.</param>
    internal static LogitBlend Run(float[] network, float[] ngrams, float[] labels, float[] weights, int outputs)
    {
        double total = weights.Sum(weight => (double)weight);
        if (total == 0)
            return Start;
        double scale = weights.Count(weight => weight > 0) / total;
        // With one output there is a bias, too.
        int size = outputs == 1 ? 3 : 2;
        double[] start = [Start.Network, Start.Ngrams, Start.Bias], at = [.. start];
        double loss = Loss(at, null, null);
        for (int step = 0; step < MostSteps; step++)
        {
            double[] gradient = new double[size];
            var curvature = new double[size, size];
            Loss(at, gradient, curvature);
            double[] move = Solve(curvature, gradient);
            double fraction = 1, next = 0;
            double[] moved = at;
            for (int halving = 0; halving < MostHalvings; halving++, fraction /= 2)
            {
                moved = [.. at];
                for (int i = 0; i < size; i++)
                    moved[i] -= fraction * move[i];
                next = Loss(moved, null, null);
                if (next <= loss)
                    break;
            }

            if (!(next <= loss))
                break;
            bool isDone = loss - next <= Tolerance * (1 + Math.Abs(loss));
            (at, loss) = (moved, next);
            if (isDone)
                break;
        }

        return new(at[0], at[1], at[2]);

        double Loss(double[] factors, double[]? gradient, double[,]? curvature)
        {
            double sum = 0;
            var features = new double[Math.Max(2, outputs), size]; // of each class; those of the first of two classes are 0
            var probabilities = new double[Math.Max(2, outputs)];
            var mean = new double[size];
            for (int row = 0; row < labels.Length; row++)
            {
                double weight = weights[row] * scale;
                if (weight == 0)
                    continue;
                for (int output = 0; output < outputs; output++)
                {
                    int @class = outputs == 1 ? 1 : output, place = (row * outputs) + output;
                    (features[@class, 0], features[@class, 1]) = (network[place], ngrams[place]);
                    if (size == 3)
                        features[@class, 2] = 1;
                }

                sum += weight * Probabilities(factors, features, probabilities, (int)labels[row]);
                if (gradient is null || curvature is null)
                    continue;
                Array.Clear(mean);
                for (int @class = 0; @class < probabilities.Length; @class++)
                {
                    for (int i = 0; i < size; i++)
                        mean[i] += probabilities[@class] * features[@class, i];
                }

                for (int i = 0; i < size; i++)
                {
                    gradient[i] += weight * (mean[i] - features[(int)labels[row], i]);
                    for (int j = 0; j < size; j++)
                    {
                        double second = 0;
                        for (int @class = 0; @class < probabilities.Length; @class++)
                            second += probabilities[@class] * features[@class, i] * features[@class, j];
                        curvature[i, j] += weight * (second - (mean[i] * mean[j]));
                    }
                }
            }

            for (int i = 0; i < size; i++)
            {
                double distance = factors[i] - start[i];
                sum += Stiffness / 2 * distance * distance;
                if (gradient is not null)
                    gradient[i] += Stiffness * distance;
                if (curvature is not null)
                    curvature[i, i] += Stiffness;
            }

            return sum;
        }
    }

    /// <summary>Fills in the softmax of a row and returns its cross-entropy.</summary>
    private static double Probabilities(double[] factors, double[,] features, double[] probabilities, int label)
    {
        double greatest = double.NegativeInfinity;
        for (int @class = 0; @class < probabilities.Length; @class++)
        {
            double logit = 0;
            for (int i = 0; i < features.GetLength(1); i++)
                logit += factors[i] * features[@class, i];
            probabilities[@class] = logit;
            greatest = Math.Max(greatest, logit);
        }

        double own = probabilities[label] - greatest, sum = 0;
        for (int @class = 0; @class < probabilities.Length; @class++)
            sum += probabilities[@class] = Math.Exp(probabilities[@class] - greatest);
        for (int @class = 0; @class < probabilities.Length; @class++)
            probabilities[@class] /= sum;
        return Math.Log(sum) - own;
    }

    // Gaussian elimination. The matrix is positive definite: its diagonal has the stiffness.
    private static double[] Solve(double[,] matrix, double[] right)
    {
        int size = right.Length;
        double[] solution = [.. right];
        for (int pivot = 0; pivot < size; pivot++)
        {
            for (int row = pivot + 1; row < size; row++)
            {
                double factor = matrix[row, pivot] / matrix[pivot, pivot];
                for (int column = pivot; column < size; column++)
                    matrix[row, column] -= factor * matrix[pivot, column];
                solution[row] -= factor * solution[pivot];
            }
        }

        for (int row = size - 1; row >= 0; row--)
        {
            for (int column = row + 1; column < size; column++)
                solution[row] -= matrix[row, column] * solution[column];
            solution[row] /= matrix[row, row];
        }

        return solution;
    }
}
