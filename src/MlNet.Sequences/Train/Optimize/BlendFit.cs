namespace MlNet.Sequences;

/// <summary>
/// How the scores of several models best add up on rows that none was trained on: the factors, and with one score for each row
/// the bias, of the least loss plus half of the stiffness times their squared distance from a start. The exact optimum of a
/// convex function, by Newton's method.
/// </summary>
internal abstract class BlendFit
{
    // A few dozen rows outweigh it, a dozen don't.
    private const double Stiffness = 20;
    private const double Tolerance = 1e-10;
    private const int MostSteps = 100, MostHalvings = 40;

    private readonly float[][] _scores; // of each model, [rows × outputs]
    private readonly double[] _start;
    private readonly int _outputs;

    /// <param name="scores">Each model's scores, <c>[rows × outputs]</c>.</param>
    /// <param name="start">The factor of each model and the bias where there are few rows.</param>
    /// <param name="outputs">The scores of a row.</param>
    private protected BlendFit(float[][] scores, double[] start, int outputs)
    {
        (_scores, _start, _outputs) = (scores, start, outputs);
        // With one output there is a bias, too.
        Size = outputs == 1 ? scores.Length + 1 : scores.Length;
    }

    /// <summary>The numbers that are fitted.</summary>
    private protected int Size { get; }

    /// <param name="labels">The rows' labels: classes, or numbers.</param>
    /// <param name="weights">The rows' weights. Their scale does not matter.</param>
    /// <param name="areNonnegative">Whether no factor may be below 0; the bias may.</param>
    /// <returns>The factor of each model, and the bias.</returns>
    internal double[] Run(float[] labels, float[] weights, bool areNonnegative)
    {
        double total = weights.Sum(weight => (double)weight);
        if (total == 0)
            return _start;
        double scale = weights.Count(weight => weight > 0) / total;
        double[] at = [.. _start];
        bool[] isFree = [.. Enumerable.Repeat(true, Size)];
        Minimize(at, isFree, labels, weights, scale);
        if (areNonnegative && at.Take(_scores.Length).Any(factor => factor < 0))
            MinimizeWithin(at, isFree, labels, weights, scale);
        return at;
    }

    /// <summary>
    /// Adds a row's loss, and where they are requested its gradient and curvature, times the weight.
    /// </summary>
    /// <param name="factors">Where the loss is wanted: a factor for each model, and the bias.</param>
    /// <param name="features"><c>[outputs, size]</c>: the row's scores, and 1 for the bias.</param>
    /// <param name="label">The row's label.</param>
    /// <param name="weight">The row's weight.</param>
    /// <param name="gradient">Is added to; null if not wanted.</param>
    /// <param name="curvature">Is added to; null if not wanted.</param>
    private protected abstract double AddRow(
        double[] factors, double[,] features, float label, double weight, double[]? gradient, double[,]? curvature);

    // The active set method for convex functions: a factor that would fall below 0 is held there, until the loss would fall if it
    // rose.
    private void MinimizeWithin(double[] at, bool[] isFree, float[] labels, float[] weights, double scale)
    {
        Array.Copy(_start, at, Size);
        for (int round = 0; round < MostSteps; round++)
        {
            double[] next = [.. at];
            Minimize(next, isFree, labels, weights, scale);
            // Toward the optimum of the free factors, as far as none is below 0.
            double fraction = 1;
            int first = -1;
            for (int i = 0; i < _scores.Length; i++)
            {
                if (isFree[i] && next[i] < 0 && at[i] / (at[i] - next[i]) is var reached && reached < fraction)
                    (fraction, first) = (reached, i);
            }

            for (int i = 0; i < Size; i++)
                at[i] += fraction * (next[i] - at[i]);
            if (first >= 0)
            {
                (at[first], isFree[first]) = (0, false);
                continue;
            }

            double[] gradient = new double[Size];
            Loss(at, labels, weights, scale, gradient, new double[Size, Size]);
            int steepest = Enumerable.Range(0, Size).Where(i => !isFree[i]).OrderBy(i => gradient[i]).FirstOrDefault(-1);
            if (steepest < 0 || gradient[steepest] > -Tolerance * weights.Length)
                return;
            isFree[steepest] = true;
        }
    }

    private void Minimize(double[] at, bool[] isFree, float[] labels, float[] weights, double scale)
    {
        double loss = Loss(at, labels, weights, scale, null, null);
        for (int step = 0; step < MostSteps; step++)
        {
            double[] gradient = new double[Size];
            var curvature = new double[Size, Size];
            Loss(at, labels, weights, scale, gradient, curvature);
            Hold(isFree, gradient, curvature);
            double[] move = Solve(curvature, gradient);
            double fraction = 1, next = 0;
            double[] moved = at;
            for (int halving = 0; halving < MostHalvings; halving++, fraction /= 2)
            {
                moved = [.. at];
                for (int i = 0; i < Size; i++)
                    moved[i] -= fraction * move[i];
                next = Loss(moved, labels, weights, scale, null, null);
                if (next <= loss)
                    break;
            }

            if (!(next <= loss))
                break;
            bool isDone = loss - next <= Tolerance * (1 + Math.Abs(loss));
            moved.CopyTo(at, 0);
            loss = next;
            if (isDone)
                break;
        }
    }

    private double Loss(
        double[] factors, float[] labels, float[] weights, double scale, double[]? gradient, double[,]? curvature)
    {
        double sum = 0;
        var features = new double[_outputs, Size];
        for (int row = 0; row < labels.Length; row++)
        {
            double weight = weights[row] * scale;
            if (weight == 0)
                continue;
            for (int output = 0; output < _outputs; output++)
            {
                for (int model = 0; model < _scores.Length; model++)
                    features[output, model] = _scores[model][(row * _outputs) + output];
                if (Size > _scores.Length)
                    features[output, Size - 1] = 1;
            }

            sum += AddRow(factors, features, labels[row], weight, gradient, curvature);
        }

        for (int i = 0; i < Size; i++)
        {
            double distance = factors[i] - _start[i];
            sum += Stiffness / 2 * distance * distance;
            if (gradient is not null)
                gradient[i] += Stiffness * distance;
            if (curvature is not null)
                curvature[i, i] += Stiffness;
        }

        return sum;
    }

    // A step that solves these equations leaves the others where they are.
    private static void Hold(bool[] isFree, double[] gradient, double[,] curvature)
    {
        for (int i = 0; i < isFree.Length; i++)
        {
            if (isFree[i])
                continue;
            gradient[i] = 0;
            for (int j = 0; j < isFree.Length; j++)
                curvature[i, j] = curvature[j, i] = i == j ? 1 : 0;
        }
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
