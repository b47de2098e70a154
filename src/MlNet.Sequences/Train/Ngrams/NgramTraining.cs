using System.Diagnostics;

namespace MlNet.Sequences;

/// <summary>
/// Learns the n-grams of rows and their weights (Wang and Manning 2012): one logistic regression for two classes, else one for
/// each class against the rest. Nothing is random, and the number of threads does not matter.
/// </summary>
/// <param name="settings">What to learn.</param>
/// <param name="remedies">What warnings and errors suggest.</param>
/// <param name="threads">The threads to use.</param>
/// <param name="say">Receives messages about progress.</param>
/// <param name="cancellationToken">Stops between steps.</param>
internal sealed class NgramTraining(
    NgramSettings settings, NgramRemedies remedies, int threads, Action<string> say, CancellationToken cancellationToken)
{
    // The bias of a class without a training row: never predicted, and no infinity in any score.
    private const double BiasOfAbsentClass = -30;

    private readonly List<OptionMessage> _warnings = [];

    /// <summary>The Newton steps, of all classes together.</summary>
    internal int Steps { get; private set; }

    /// <summary>The mean cross-entropy of the training rows, without the penalty; averaged over the classes.</summary>
    internal double Loss { get; private set; }

    internal IReadOnlyList<OptionMessage> Warnings => _warnings;

    /// <param name="rows">The rows, sequences of tokens with a class each, none of weight 0.</param>
    /// <param name="objective">The objective, which has the weights of the classes.</param>
    /// <param name="labels">The statistics of the rows' labels.</param>
    /// <exception cref="InvalidOperationException">There are more tokens or weights than an array holds.</exception>
    internal NgramWeights Run(SequenceBuffer rows, Objective objective, LabelSummary labels)
    {
        var clock = Stopwatch.StartNew();
        var (ngrams, matrix) = NgramCounter.Count(
            rows, settings.Length, settings.MinimumDocumentCount, threads, cancellationToken);
        string counts = string.Join(", ", ngrams.Counts);
        say(FormattableString.Invariant(
            $"{ngrams.Count} n-grams of 1 to {ngrams.Length} tokens ({counts}), found in {clock.Elapsed.TotalSeconds:F1} s by ") +
            FormattableString.Invariant($"{threads} threads"));
        if ((long)matrix.Columns * objective.Outputs > Array.MaxLength)
            throw OptionMessage.Invalid(
                $"{matrix.Columns} n-grams of {objective.Outputs} classes have more weights than the {Array.MaxLength} that an " +
                $"array can hold. {remedies.FewerWeights}");
        var weights = Solve(rows, matrix, objective, labels, out double[] biases);
        say(FormattableString.Invariant(
            $"{Steps} Newton steps, training loss {Loss:F4}, {clock.Elapsed.TotalSeconds:F1} s for the n-grams"));
        return new(ngrams, weights, biases);
    }

    private float[] Solve(
        SequenceBuffer rows, SparseMatrix matrix, Objective objective, LabelSummary labels, out double[] biases)
    {
        var transposed = matrix.Transpose(threads);
        float[] examples = [.. Enumerable.Range(0, rows.Count).Select(rows.WeightOf)];
        float[] costs =
            [.. examples.Select((weight, row) => (float)(weight * objective.ClassWeight(rows.TargetsOf(row)[0])))];
        int outputs = objective.Outputs, solved = 0;
        float[] weights = new float[matrix.Columns * outputs];
        biases = new double[outputs];
        for (int output = 0; output < outputs; output++)
        {
            // With two classes the probability of the second is learned.
            int @class = outputs == 1 ? 1 : output;
            if (labels.ClassWeights[@class] * objective.ClassWeight(@class) == 0)
            {
                biases[output] = BiasOfAbsentClass;
                continue;
            }

            bool[] isClass = [.. Enumerable.Range(0, rows.Count).Select(row => (int)rows.TargetsOf(row)[0] == @class)];
            float[] ratios = LogCountRatio.Of(matrix, transposed, isClass, examples, settings.CountSmoothing, threads);
            var solution = new ScaledLogisticRegression(
                matrix, transposed, ratios, isClass, costs, settings.L2Regularization, threads).Fit(
                settings.Tolerance, settings.MostSteps, cancellationToken);
            LogCountRatio.Blend(solution.Weights, ratios, settings.NaiveBayesFractionFor(outputs));
            for (int ngram = 0; ngram < matrix.Columns; ngram++)
                weights[(ngram * outputs) + output] = solution.Weights[ngram];
            biases[output] = solution.Bias;
            (Steps, Loss, solved) = (Steps + solution.Steps, Loss + solution.Loss, solved + 1);
            if (!solution.HasConverged)
                _warnings.Add(
                    $"Training of the n-grams stopped after {solution.Steps} Newton steps, before it reached its tolerance. " +
                    $"{remedies.MoreSteps}");
        }

        Loss /= Math.Max(1, solved);
        return weights;
    }
}
