using System.CommandLine;
using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>series-classification</c>: the accuracy of today's trainers on series of measurements, gathered by <c>CollectSequences</c>
/// and <c>SlidingWindow</c>. Settings are chosen by cross-validation on the training part alone.
/// </summary>
internal static class SeriesClassificationCommand
{
    private const int Folds = 3;

    private static readonly (string Name, double Goal)[] Sets =
        [("JapaneseVowels", 0.98), ("BasicMotions", 0.97), ("ECG200", 0.89), ("GunPoint", 0.97)];

    private sealed record Report(IReadOnlyList<Line> Sets, MachineDescription Machine);

    private sealed record Line(
        string Set, int Train, int Test, string Chosen, IReadOnlyDictionary<string, double> Validation,
        IReadOnlyList<double> Accuracies, double Ensemble, double Goal);

    internal static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Required = true,
            HelpName = "FOLDER",
            Description = $"A folder with the files of {string.Join(", ", Sets.Select(set => set.Name))}: NAME_TRAIN and " +
                "NAME_TEST, .ts or .arff, compressed (.gz) or not",
        };
        var seeds = new Option<int>("--seeds")
        {
            HelpName = "N",
            Description = "The networks that are trained on the whole training part, with other seeds. Default: 5",
            DefaultValueFactory = _ => 5,
        };
        var only = new Option<string?>("--set") { HelpName = "NAME", Description = "One of the sets. Default: all" };
        only.AcceptOnlyFromAmong([.. Sets.Select(set => set.Name)]);
        var json = new Option<bool>("--json") { Description = "One JSON object alone on stdout." };
        var command = new Command("series-classification", "Measures classification of series by the library's trainers.")
        {
            data, seeds, only, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(data), parsed.GetValue(seeds), parsed.GetValue(only), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string folder, int seeds, string? only, bool asJson)
    {
        if (seeds < 1)
            throw new FailureException($"--seeds must be at least 1; received {seeds}.");
        var report = new Report(
            [.. Sets.Where(set => only is null || set.Name == only).Select(set => Measure(folder, set.Name, set.Goal, seeds))],
            MachineDescription.OfThis());
        Console.WriteLine(asJson ? Json.Lines(report) : string.Join(Environment.NewLine, Lines(report)));
        return 0;
    }

    private static Line Measure(string folder, string name, double goal, int seeds)
    {
        var (train, test) = (LabeledSeries.Read(folder, name, "TRAIN"), LabeledSeries.Read(folder, name, "TEST"));
        var validation = SeriesCandidate.All.Where(candidate => train.Concat(test).All(each => each.Steps >= candidate.Window))
            .ToDictionary(candidate => candidate, candidate => Validate(name, train, candidate));
        var chosen = validation.MaxBy(each => each.Value).Key;
        var mlContext = new MLContext(seed: 1);
        var (prepared, rows) = Prepare(mlContext, train, test, chosen);
        ITransformer[] models =
        [
            .. Enumerable.Range(1, seeds).Select(seed =>
            {
                Console.Error.WriteLine($"{name}: {chosen.Name}, seed {seed}");
                return chosen.Trainer(mlContext, train.Count, seed).Fit(prepared);
            }),
        ];
        double[] accuracies = [.. models.Select(model => AccuracyOf(mlContext, model, rows))];
        using var ensemble = mlContext.MulticlassClassification.Ensemble(models, prepared.Schema);
        return new(
            name, train.Count, test.Count, chosen.Name, validation.ToDictionary(each => each.Key.Name, each => each.Value),
            accuracies, AccuracyOf(mlContext, ensemble, rows), goal);
    }

    /// <summary>The accuracy on held-out thirds of the training part, with the classes in the same proportions.</summary>
    private static double Validate(string name, IReadOnlyList<LabeledSeries> train, SeriesCandidate candidate)
    {
        Console.Error.WriteLine($"{name}: cross-validating {candidate.Name}");
        var places = train.GroupBy(each => each.Label)
            .SelectMany(group => group.Select((each, place) => (each, place))).ToArray();
        return Enumerable.Range(0, Folds).Average(fold =>
        {
            var mlContext = new MLContext(seed: 1);
            LabeledSeries[] fitted = [.. places.Where(each => each.place % Folds != fold).Select(each => each.each)];
            LabeledSeries[] heldOut = [.. places.Where(each => each.place % Folds == fold).Select(each => each.each)];
            var (prepared, rows) = Prepare(mlContext, fitted, heldOut, candidate);
            var model = candidate.Trainer(mlContext, fitted.Length, seed: 1).Fit(prepared);
            double accuracy = AccuracyOf(mlContext, model, rows);
            (model as IDisposable)?.Dispose();
            return accuracy;
        });
    }

    // Channels have the mean 0 and the deviation 1 in the training part.
    private static (IDataView Train, IDataView Test) Prepare(
        MLContext mlContext, IEnumerable<LabeledSeries> train, IEnumerable<LabeledSeries> test, SeriesCandidate candidate)
    {
        var (first, second) = (SeriesRows.Of(mlContext, train), SeriesRows.Of(mlContext, test));
        var scaling = mlContext.Transforms.NormalizeMeanVariance(nameof(StepRow.Values), fixZero: false)
            .Append(mlContext.Transforms.Conversion.MapValueToKey(
                nameof(StepRow.Label), keyOrdinality: Microsoft.ML.Transforms.ValueToKeyMappingEstimator.KeyOrdinality.ByValue))
            .Fit(first);
        return (
            SeriesRows.ToSequences(mlContext, scaling.Transform(first), candidate),
            SeriesRows.ToSequences(mlContext, scaling.Transform(second), candidate));
    }

    private static double AccuracyOf(MLContext mlContext, ITransformer model, IDataView rows) =>
        mlContext.MulticlassClassification.Evaluate(model.Transform(rows)).MicroAccuracy;

    private static IEnumerable<string> Lines(Report report) =>
    [
        report.Machine.ToString(),
        "| set | train | test | chosen | validation | one network | ensemble | goal |",
        "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: |",
        .. report.Sets.Select(line => string.Create(
            CultureInfo.InvariantCulture,
            $"| {line.Set} | {line.Train} | {line.Test} | {line.Chosen} | {line.Validation[line.Chosen]:F3} | " +
            $"{line.Accuracies.Average():F3} ({line.Accuracies.Min():F3} to {line.Accuracies.Max():F3}) | {line.Ensemble:F3} | " +
            $"{line.Goal:F2} |")),
        .. report.Sets.Select(line =>
            $"{line.Set}: {string.Join(", ", line.Validation.Select(each => $"{each.Key} {each.Value:F3}"))}"),
    ];
}
