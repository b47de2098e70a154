namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ScaledLogisticRegressionTests
{
    private const double Penalty = 0.05;

    [TestMethod]
    public void At_the_optimum_no_weight_can_be_moved_for_the_better()
    {
        var problem = new Problem(rows: 60, features: 25);
        var solution = problem.Fit(threads: 2, tolerance: 1e-6);
        Assert.IsTrue(solution.HasConverged);
        double best = problem.Objective(solution.Weights, solution.Bias);
        for (int i = 0; i <= problem.Scales.Length; i++)
        {
            foreach (double change in new[] { 1e-2, -1e-2 })
            {
                float[] moved = [.. solution.Weights];
                double bias = solution.Bias;
                if (i < moved.Length)
                    moved[i] += (float)(change * problem.Scales[i]);
                else
                    bias += change;
                Assert.IsGreaterThan(best, problem.Objective(moved, bias), $"weight {i} by {change}");
            }
        }
    }

    [TestMethod]
    public void Any_number_of_threads_ends_at_the_same_bits()
    {
        var problem = new Problem(rows: 700, features: 900);
        var alone = problem.Fit(threads: 1, tolerance: 1e-3);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            var shared = problem.Fit(threads, tolerance: 1e-3);
            CollectionAssert.AreEqual(alone.Weights, shared.Weights);
            Assert.AreEqual(alone.Bias, shared.Bias);
        }
    }

    [TestMethod]
    public void A_row_that_costs_twice_is_as_one_that_is_there_twice()
    {
        var problem = new Problem(rows: 30, features: 10);
        var twice = problem.WithRowTwice(4);
        problem.Costs[4] = 2;
        var (weighted, repeated) = (problem.Fit(1, 1e-7), twice.Fit(1, 1e-7));
        for (int i = 0; i < weighted.Weights.Length; i++)
            Assert.AreEqual(repeated.Weights[i], weighted.Weights[i], 1e-3f);
    }

    [TestMethod]
    public void Without_features_the_bias_is_the_log_odds_of_the_classes()
    {
        var matrix = new SparseMatrix([0, 0, 0, 0, 0], [], 0);
        var solution = new ScaledLogisticRegression(
            matrix, matrix.Transpose(1), [], [true, true, true, false], [1, 1, 1, 1], Penalty, 1).Fit(1e-6, 50, default);
        Assert.AreEqual(Math.Log(3), solution.Bias, 1e-5);
    }

    [TestMethod]
    public void Too_few_steps_are_said_not_to_have_converged() =>
        Assert.IsFalse(new Problem(60, 25).Fit(1, 1e-9, mostSteps: 1).HasConverged);

    private sealed class Problem
    {
        private readonly int[][] _rows;
        private readonly bool[] _labels;

        internal Problem(int rows, int features)
        {
            var random = new Random(7);
            _rows = [.. Enumerable.Range(0, rows).Select(
                _ => Enumerable.Range(0, features).Where(_ => random.Next(3) == 0).ToArray())];
            _labels = [.. _rows.Select(row => row.Contains(0) || random.Next(4) == 0)];
            Scales = [.. Enumerable.Range(0, features).Select(_ => (random.NextSingle() * 3) - 1.5f)];
            Costs = [.. _rows.Select(_ => 1f)];
        }

        private Problem(int[][] rows, bool[] labels, float[] scales, float[] costs) =>
            (_rows, _labels, Scales, Costs) = (rows, labels, scales, costs);

        internal float[] Scales { get; }

        internal float[] Costs { get; }

        internal Problem WithRowTwice(int row) =>
            new([.. _rows, _rows[row]], [.. _labels, _labels[row]], Scales, [.. Costs, Costs[row]]);

        internal ScaledLogisticRegression.Solution Fit(int threads, double tolerance, int mostSteps = 50)
        {
            int[] starts = new int[_rows.Length + 1];
            for (int i = 0; i < _rows.Length; i++)
                starts[i + 1] = starts[i] + _rows[i].Length;
            var matrix = new SparseMatrix(starts, [.. _rows.SelectMany(row => row)], Scales.Length);
            return new ScaledLogisticRegression(
                matrix, matrix.Transpose(threads), Scales, _labels, Costs, Penalty, threads).Fit(tolerance, mostSteps, default);
        }

        // By the definition, in double precision: the weights are those of features that are not scaled.
        internal double Objective(float[] weights, double bias)
        {
            double loss = 0;
            for (int i = 0; i < _rows.Length; i++)
            {
                double logit = (_rows[i].Sum(feature => (double)weights[feature]) / Math.Sqrt(Math.Max(1, _rows[i].Length)))
                    + bias;
                loss += Costs[i] * Math.Log(1 + Math.Exp(_labels[i] ? -logit : logit));
            }

            return loss + (Penalty / 2 * weights.Zip(Scales).Sum(pair => Math.Pow(pair.First / (double)pair.Second, 2)));
        }
    }
}
