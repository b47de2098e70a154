using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>score</c>: from text to score in batches, how fast, in how much memory, and whether each row has the score that
/// PredictionEngine gives it alone.
/// </summary>
internal static class ScoreCommand
{
    internal const string TrainName = "score-train";
    private const int RowsCompared = 200, Passes = 3;

    private sealed record Report(
        double ReviewsPerSecond, double TokenizedMegabytesPerSecond, double PeakMemoryMegabytes, int Reviews, int RowsCompared,
        bool InOrder, bool ExactlyEqual, double GreatestDifference, MachineDescription Machine);

    internal static Command Create()
    {
        var data = Reviews.PathOption(isRequired: true);
        var model = new Option<string?>("--model")
        {
            HelpName = "FILE",
            Description = "A saved model that reads Text. Default: one that is trained here for an epoch, in another process",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object alone on stdout." };
        var command = new Command(
            "score", "Measures scoring from text, and compares it row by row with PredictionEngine.") { data, model, json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), parsed.GetValue(model), parsed.GetValue(json)));
        return command;
    }

    /// <summary>The command that trains the model; it is not for people. Its memory is not to count.</summary>
    internal static Command CreateTraining()
    {
        var data = new Option<string>("--data") { Required = true };
        var model = new Option<string>("--model") { Required = true };
        var command = new Command(TrainName, "The training of the model that score measures.") { data, model };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            var mlContext = new MLContext(seed: 1);
            var rows = Reviews.Load(mlContext, parsed.GetRequiredValue(data)).Train;
            mlContext.Model.Save(DefaultModel.Train(mlContext, rows, epochs: 1), rows.Schema, parsed.GetRequiredValue(model));
            Console.WriteLine("saved");
            return 0;
        });
        return command;
    }

    private static int Run(string data, string? model, bool asJson)
    {
        if (model is not null)
            return Measure(data, model, asJson);
        string trained = Path.GetTempFileName();
        try
        {
            Console.Error.WriteLine("Training a model");
            ChildProcess.LastLineOf(ChildProcess.Self(TrainName, "--data", data, "--model", trained));
            return Measure(data, trained, asJson);
        }
        finally
        {
            File.Delete(trained);
        }
    }

    private static int Measure(string data, string path, bool asJson)
    {
        if (!File.Exists(path))
            throw new FailureException($"'{path}' does not exist: give --model the path of a saved one, or leave it out.");
        var mlContext = new MLContext(seed: 1);
        var reviews = Reviews.Load(mlContext, data);
        Input[] rows = [
            .. mlContext.Data.CreateEnumerable<Input>(
                reviews.Test ?? reviews.Train, reuseRowObject: false, ignoreMissingColumns: true)];
        var view = mlContext.Data.LoadFromEnumerable(rows);
        var model = mlContext.Model.Load(path, out _);

        Score(mlContext, model, view); // the first makes threads and memory
        double[] seconds = [.. Enumerable.Range(0, Passes).Select(_ => Time(() => Score(mlContext, model, view)))];
        var scored = Score(mlContext, model, view);
        double peak = ProcessMemory.PeakMegabytes;
        double tokenizing = Enumerable.Range(0, Passes).Select(_ => Time(() => Tokenize(mlContext, view))).Median();
        double megabytes = rows.Sum(row => Encoding.UTF8.GetByteCount(row.Text)) / 1e6;

        var engine = mlContext.Model.CreatePredictionEngine<Input, Output>(model);
        double[] differences =
        [
            .. Enumerable.Range(0, rows.Length).Where(i => i % Math.Max(1, rows.Length / RowsCompared) == 0)
                .Select(i => Math.Abs((double)engine.Predict(rows[i]).Score - scored[i].Score)),
        ];
        bool inOrder = scored.Length == rows.Length && !Enumerable.Range(0, rows.Length).Any(i => scored[i].Text != rows[i].Text);
        var report = new Report(
            rows.Length / seconds.Median(), megabytes / tokenizing, peak, rows.Length, differences.Length, inOrder,
            differences.Max() == 0, differences.Max(), MachineDescription.OfThis());
        Console.WriteLine(asJson ? Json.Lines(report) : string.Join(Environment.NewLine, Lines(report)));
        return report.InOrder
            ? 0
            : throw new FailureException("Rows came out in another order than they went in: this is a defect of the library.");
    }

    private static IEnumerable<string> Lines(Report report) =>
    [
        report.Machine.ToString(),
        string.Create(
            CultureInfo.InvariantCulture,
            $"Text to score: {report.ReviewsPerSecond:F0} reviews/s ({report.Reviews} reviews, median of {Passes} passes), " +
            $"peak {report.PeakMemoryMegabytes:F0} MB"),
        string.Create(
            CultureInfo.InvariantCulture, $"Text to keys on one core: {report.TokenizedMegabytesPerSecond:F1} MB/s of UTF-8"),
        string.Create(
            CultureInfo.InvariantCulture,
            $"PredictionEngine on {report.RowsCompared} of them: greatest difference {report.GreatestDifference:G3}; " +
            $"{(report.InOrder ? "rows in order" : "ROWS OUT OF ORDER")}"),
    ];

    private static Output[] Score(MLContext mlContext, ITransformer model, IDataView view) =>
        [.. mlContext.Data.CreateEnumerable<Output>(model.Transform(view), reuseRowObject: false)];

    // A vocabulary of its own, for the model's may be any; learning it is not timed by itself, but it is the same splitting
    // again.
    private static TimeSpan Tokenize(MLContext mlContext, IDataView view)
    {
        var tokens = Tokenizer(mlContext, view).Transform(view);
        long start = Stopwatch.GetTimestamp();
        using var cursor = tokens.GetRowCursor([tokens.Schema["Tokens"]]);
        var getter = cursor.GetGetter<VBuffer<uint>>(tokens.Schema["Tokens"]);
        var row = default(VBuffer<uint>);
        while (cursor.MoveNext())
            getter(ref row);
        return Stopwatch.GetElapsedTime(start);
    }

    private static TokenizingByWordsTransformer Tokenizer(MLContext mlContext, IDataView view) =>
        mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10_000).Fit(view);

    private static double Time(Func<object> work)
    {
        long start = Stopwatch.GetTimestamp();
        return work() is TimeSpan own ? own.TotalSeconds : Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed class Input
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }
    }

    private sealed class Output
    {
        public string Text { get; set; } = "";

        public float Score { get; set; }
    }
}
