using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>One fit over n-grams: from the rows of a view to a model.</summary>
internal sealed class NgramFit(
    IHostEnvironment environment, NgramLogisticRegressionOptions options, ClassificationTask task, RowColumns columns,
    CancellationToken cancellationToken)
{
    // What a class is given that no training row has: never predicted, and no infinity in any score.
    private const double BiasOfAbsentClass = -30;

    private readonly int _threads = options.NumberOfThreads ?? Environment.ProcessorCount;
    private readonly List<string> _warnings = [];

    internal NgramModel Run(IDataView input)
    {
        var clock = Stopwatch.StartNew();
        using var channel = environment.Register(nameof(NgramFit)).Start("Training");
        var (sequences, feature, label, _) = columns.Find(input.Schema);
        var labels = task.LabelKind.Encode(label);
        var summary = new LabelSummary(labels.Classes, labels.Shape.Width);
        var rows = Read(input, sequences, labels, summary, channel);
        var objective = task.CreateObjective(labels, summary, options.ToTask());
        double[] classWeights = [.. Enumerable.Range(0, labels.Classes).Select(@class => objective.ClassWeight(@class))];
        Say($"{rows.Count} rows read in {clock.Elapsed.TotalSeconds:F1} s; {sequences}");

        var (ngrams, matrix) = NgramCounter.Count(
            rows, options.NgramLength, options.MinimumDocumentCount, _threads, cancellationToken);
        string counts = string.Join(", ", ngrams.Counts);
        string spent = FormattableString.Invariant($"{clock.Elapsed.TotalSeconds:F1} s");
        Say($"{ngrams.Count} n-grams of 1 to {ngrams.Length} tokens ({counts}), {spent}, {_threads} threads");
        if (rows.LongestLength() == 0)
            _warnings.Add(
                $"All {rows.Count} training sequences are empty, so the model learned only how frequent the labels are. Check " +
                $"column '{columns.Feature}'.");
        else if (ngrams.Count == 0)
            _warnings.Add(
                $"No n-gram occurs in {options.MinimumDocumentCount} training rows, so the model learned only how frequent " +
                $"the labels are. Give more rows, or lower {nameof(options.MinimumDocumentCount)}.");

        var (weights, biases, steps, loss) = Solve(rows, matrix, objective.Outputs, summary, classWeights);
        foreach (string warning in _warnings)
            channel.Warning(MessageSensitivity.None, warning);
        Say($"{steps} Newton steps, training loss {loss:F4}, {clock.Elapsed.TotalSeconds:F1} s in all");
        return new(
            ngrams, weights, biases,
            new NgramDescription(
                objective, PrimitiveValues.Read(feature, AnnotationKinds.KeyValues), columns.Feature, columns.Label),
            new NgramTrainingSummary
            {
                TrainingRows = rows.Count,
                Iterations = steps,
                TrainingLoss = loss,
                TotalSeconds = clock.Elapsed.TotalSeconds,
                Warnings = _warnings,
            });

        void Say(FormattableString message) => channel.Info(MessageSensitivity.None, FormattableString.Invariant(message));
    }

    // A row that weighs nothing is as one that is not there: its n-grams count in no document.
    private SequenceBuffer Read(
        IDataView input, SequenceInput sequences, LabelEncoder labels, LabelSummary summary, IChannel channel)
    {
        SequenceBuffer rows = new(sequences), row = new(sequences);
        using var reader = new ExampleReader(input, columns, sequences, labels);
        while (reader.ReadInto(_ => row, cancellationToken))
        {
            summary.Add(row.TargetsOf(0), row.WeightOf(0));
            if (row.WeightOf(0) > 0)
                rows.Add(row, 0);
            row.Clear();
        }

        if (reader.SkippedRows > 0)
            channel.Warning(MessageSensitivity.None, $"{reader.SkippedRows} rows are left out: they lack a label or a weight.");
        return rows.Count > 0 ? rows : throw new InvalidOperationException(FormattableString.Invariant(
            $"There is no row to train on: {reader.NextRow} rows were read, {reader.SkippedRows} of them without a label or a ") +
            "weight, and no other has a weight above 0. Give more rows.");
    }

    private (float[] Weights, double[] Biases, int Steps, double Loss) Solve(
        SequenceBuffer rows, SparseMatrix matrix, int outputs, LabelSummary summary, double[] classWeights)
    {
        if ((long)matrix.Columns * outputs > Array.MaxLength)
            throw OptionMessage.Invalid(
                $"{matrix.Columns} n-grams of {outputs} classes have more weights than an array holds. Raise " +
                $"{nameof(options.MinimumDocumentCount):option}, or lower {nameof(options.NgramLength):option}.");
        var transposed = matrix.Transpose(_threads);
        float[] examples = [.. Enumerable.Range(0, rows.Count).Select(rows.WeightOf)];
        float[] costs = [.. examples.Select((weight, row) => (float)(weight * classWeights[(int)rows.TargetsOf(row)[0]]))];
        float[] weights = new float[matrix.Columns * outputs];
        double[] biases = new double[outputs];
        var (steps, loss, solved) = (0, 0.0, 0);
        for (int output = 0; output < outputs; output++)
        {
            // Of two classes the second one's probability is learned.
            int @class = outputs == 1 ? 1 : output;
            if (summary.ClassWeights[@class] * classWeights[@class] == 0)
            {
                biases[output] = BiasOfAbsentClass;
                continue;
            }

            bool[] isClass = [.. Enumerable.Range(0, rows.Count).Select(row => (int)rows.TargetsOf(row)[0] == @class)];
            float[] ratios = LogCountRatio.Of(matrix, transposed, isClass, examples, options.CountSmoothing, _threads);
            var solution = new ScaledLogisticRegression(
                matrix, transposed, ratios, isClass, costs, options.L2Regularization, _threads).Fit(
                options.OptimizationTolerance, options.MaximumNumberOfIterations, cancellationToken);
            for (int ngram = 0; ngram < matrix.Columns; ngram++)
                weights[(ngram * outputs) + output] = solution.Weights[ngram];
            biases[output] = solution.Bias;
            (steps, loss, solved) = (steps + solution.Steps, loss + solution.Loss, solved + 1);
            if (!solution.HasConverged)
                _warnings.Add($"Training ended after {solution.Steps} Newton steps, before it came to its tolerance. Raise " +
                    $"{nameof(options.MaximumNumberOfIterations)} or {nameof(options.OptimizationTolerance)}.");
        }

        return (weights, biases, steps, loss / solved);
    }
}
