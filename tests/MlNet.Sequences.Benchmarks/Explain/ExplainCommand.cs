using System.CommandLine;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>explain</c>: how faithful each method's explanations are, beside a random order of the words, and what a review costs. The
/// model is trained on a part of the training reviews, and measured on others of them.
/// </summary>
internal static class ExplainCommand
{
    private const int TrainingReviews = 4_000, Epochs = 4, DefaultRows = 200;

    private sealed record Report(string Model, int Rows, IReadOnlyList<Line> Methods, MachineDescription Machine);

    private sealed record Line(string Method, ExplanationMetrics Metrics);

    internal static Command Create()
    {
        var data = Reviews.PathOption(isRequired: true);
        var model = new Option<string?>("--model")
        {
            HelpName = "FILE",
            Description = "A saved model. Default: an LSTM with the library's defaults, without n-grams, trained here for " +
                $"{Epochs} epochs on the first {TrainingReviews} training reviews",
        };
        var rows = new Option<int>("--rows")
        {
            HelpName = "N",
            Description = $"The reviews to explain, from those after. Default: {DefaultRows}",
            DefaultValueFactory = _ => DefaultRows,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object alone on stdout." };
        var command = new Command("explain", "Measures how faithful explanations are, and what they cost.")
        {
            data, model, rows, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(data), parsed.GetValue(model), parsed.GetValue(rows), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string data, string? path, int rows, bool asJson)
    {
        var mlContext = new MLContext(seed: 1);
        var reviews = Reviews.Load(mlContext, data).Train;
        ITransformer model = path is null ? Train(mlContext, mlContext.Data.TakeRows(reviews, TrainingReviews))
            : File.Exists(path) ? mlContext.Model.Load(path, out _)
            : throw new FailureException($"'{path}' does not exist: give --model the path of a saved one, or leave it out.");
        var explained = mlContext.Data.Cache(
            model.Transform(mlContext.Data.TakeRows(mlContext.Data.SkipRows(reviews, TrainingReviews), rows)), "Features");
        var report = new Report(
            path ?? "lstm", rows,
            [
                .. Enum.GetValues<TokenContributionMethod>().Select(method =>
                {
                    Console.Error.WriteLine($"Explaining by {method}");
                    return new Line(
                        method.ToString(), mlContext.Model.EvaluateExplanations(model, explained, new() { Method = method }));
                }),
            ],
            MachineDescription.OfThis());
        Console.WriteLine(asJson ? Json.Lines(report) : string.Join(Environment.NewLine, Lines(report)));
        return 0;
    }

    private static TransformerChain<SequencePredictionTransformer> Train(MLContext mlContext, IDataView reviews)
    {
        Console.Error.WriteLine("Training a model");
        return mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10_000)
            .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500))
            .Append(mlContext.BinaryClassification.Trainers.Lstm(
                new LstmOptions { Seed = 1, NumberOfEpochs = Epochs, NgramLength = 0 }))
            .Fit(reviews);
    }

    private static IEnumerable<string> Lines(Report report) =>
    [
        report.Machine.ToString(),
        $"| method | {string.Join(" | ", report.Methods[0].Metrics.Tokens.Comprehensiveness.Keys.Select(Percent))} | " +
            "comprehensiveness | sufficiency | deletion area | random weights | gap | ms a review |",
        $"| --- |{string.Concat(Enumerable.Repeat(" ---: |", report.Methods[0].Metrics.Tokens.Comprehensiveness.Count + 6))}",
        .. report.Methods.Select(line => Row(
            line.Method, line.Metrics.Tokens, Number(line.Metrics.RandomizedCorrelation), Number(line.Metrics.MeanAbsoluteGap),
            line.Metrics.MillisecondsPerRow.ToString("F0", CultureInfo.InvariantCulture))),
        Row("random order", report.Methods[0].Metrics.RandomTokens, "", "", ""),
    ];

    private static string Row(string name, DeletionMetrics metrics, params string[] more)
    {
        string[] cells =
        [
            name, .. metrics.Comprehensiveness.Values.Select(fall => Number(fall)), Number(metrics.MeanComprehensiveness),
            Number(metrics.MeanSufficiency), Number(metrics.DeletionArea), .. more,
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Number(double? value) => value?.ToString("F3", CultureInfo.InvariantCulture) ?? "";

    private static string Percent(double fraction) => fraction.ToString("0 %", CultureInfo.InvariantCulture);
}
