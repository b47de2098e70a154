using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>One fit of an n-gram model: from the rows of a view to the model.</summary>
internal sealed class NgramFit(
    IHostEnvironment environment, NgramLogisticRegressionOptions options, ClassificationTask task, RowColumns columns,
    CancellationToken cancellationToken)
{
    private static readonly NgramRemedies Remedies = new(
        MoreSteps: $"Raise {nameof(NgramLogisticRegressionOptions.MaximumNumberOfIterations):option} or " +
            $"{nameof(NgramLogisticRegressionOptions.OptimizationTolerance):option}.",
        FewerWeights: $"Raise {nameof(NgramLogisticRegressionOptions.MinimumDocumentCount):option}, or lower " +
            $"{nameof(NgramLogisticRegressionOptions.NgramLength):option}.");

    private readonly int _threads = options.NumberOfThreads ?? Environment.ProcessorCount;

    internal NgramModel Run(IDataView input)
    {
        var clock = Stopwatch.StartNew();
        using var channel = environment.Register(nameof(NgramFit)).Start("Training");
        var (sequences, feature, label, _) = columns.Find(input.Schema);
        var labels = task.LabelKind.Encode(label);
        var summary = new LabelSummary(labels.Classes, labels.Shape.Width);
        var vocabulary = PrimitiveValues.Read(feature, AnnotationKinds.KeyValues);
        using var digest = new DataDigest(sequences, vocabulary);
        var rows = Read(input, sequences, labels, summary, digest, channel);
        double encodingSeconds = clock.Elapsed.TotalSeconds;
        var objective = task.CreateObjective(labels, summary, options.ObjectiveOptions);
        Say($"{rows.Count} rows read in {encodingSeconds:F1} s; {sequences}");

        var training = new NgramTraining(
            options.Settings, Remedies, _threads, text => Say($"{text}"), cancellationToken);
        var weights = training.Run(rows, objective, summary);
        List<OptionMessage> warnings = [.. training.Warnings];
        if (rows.LongestLength() == 0)
            warnings.Insert(
                0, $"All {rows.Count} training sequences are empty, so the model learned only how frequent the labels are. " +
                $"Check column '{columns.Feature}'.");
        else if (weights.Ngrams.Count == 0)
            warnings.Insert(
                0, $"No n-gram occurs in {options.MinimumDocumentCount} training rows, so the model learned only how frequent " +
                $"the labels are. Provide more rows, or lower {nameof(options.MinimumDocumentCount):option}.");
        using (var review = environment.Register(nameof(NgramFit)).Start("Review"))
        {
            foreach (var warning in warnings)
                review.Warning(MessageSensitivity.None, warning.ToString());
        }

        Say($"Trained in {clock.Elapsed.TotalSeconds:F1} s");
        return new(
            weights,
            new NgramDescription(objective, vocabulary, columns.Feature, columns.Label),
            new NgramTrainingSummary
            {
                TrainingRows = rows.Count,
                Iterations = training.Steps,
                TrainingLoss = training.Loss,
                EncodingSeconds = encodingSeconds,
                TotalSeconds = clock.Elapsed.TotalSeconds,
                Warnings = [.. warnings.Select(warning => warning.ToString())],
                WarningMessages = warnings,
                DataSha256 = digest.Finish(),
                Settings = OptionsJson.WriteAsText(OptionsJson.Write(options)),
            });

        void Say(FormattableString message) => channel.Info(MessageSensitivity.None, FormattableString.Invariant(message));
    }

    // The rows with a weight above 0: the n-grams of others must not count.
    private SequenceBuffer Read(
        IDataView input, SequenceInput sequences, LabelEncoder labels, LabelSummary summary, DataDigest digest, IChannel channel)
    {
        var rows = new SequenceBuffer(sequences);
        using var reader = new ExampleReader(input, columns, sequences, labels);
        while (reader.ReadInto(_ => rows, cancellationToken))
        {
            digest.AddLastOf(rows, reader.Added);
            labels.Summarize(rows, rows.Count - 1, summary);
        }

        if (reader.SkippedRows > 0)
            channel.Warning(MessageSensitivity.None, $"{reader.SkippedRows} rows are left out: they lack a label or a weight.");
        rows = rows.OfPositiveWeight();
        return rows.Count > 0 ? rows : throw new InvalidOperationException(FormattableString.Invariant(
            $"There are no rows to train on: {reader.NextRow} rows were read, {reader.SkippedRows} of them without a label or ") +
            "a weight, and no other has a weight above 0. Provide more rows.");
    }
}
