using System.CommandLine;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>compare</c>: the trainers with their defaults against what is usually tried first with texts, trained on the same reviews
/// and measured on the same others, in one run.
/// </summary>
internal static class CompareCommand
{
    // In this order: what is fast comes first.
    private static readonly (string Name, string Description)[] Compared =
    [
        ("tfidf", "scikit-learn: TF-IDF + logistic regression"),
        ("tfidf-pairs", "scikit-learn: TF-IDF of words and pairs + logistic regression"),
        ("fasttext", "fastText"),
        ("fasttext-pairs", "fastText: words and pairs"),
        ("sdca", "ML.NET: FeaturizeText + SdcaLogisticRegression"),
        ("ngrams", "MlNet.Sequences: NgramLogisticRegression"),
        ("rnn", "MlNet.Sequences: Rnn"),
        ("gru", "MlNet.Sequences: Gru"),
        ("lstm", "MlNet.Sequences: Lstm"),
        ("transformer", "MlNet.Sequences: Transformer"),
    ];

    internal static Command Create()
    {
        string[] names = [.. Compared.Select(row => row.Name)];
        var data = Reviews.PathOption(isRequired: true);
        var test = new Option<string?>("--test")
        {
            HelpName = "PATH",
            Description = "A .tsv file to measure on. Default: the test part of --data",
        };
        var only = new Option<string[]>("--only")
        {
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
            DefaultValueFactory = _ => names,
            Description = $"What to measure: {string.Join(", ", names)}. Default: all",
        };
        only.AcceptOnlyFromAmong(names);
        var python = new Option<string>("--python")
        {
            HelpName = "PYTHON",
            DefaultValueFactory = _ => "python3",
            Description = "A Python that has scikit-learn and fasttext; what is missing is said in its row. Default: python3",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object alone on stdout." };
        var command = new Command(
            "compare", "Compares the trainers, with their defaults, with other ways to classify texts.") { data, test, only,
            python, json };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(data), parsed.GetValue(test), parsed.GetRequiredValue(only), parsed.GetRequiredValue(python),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(string data, string? test, string[] only, string python, bool asJson)
    {
        var mlContext = new MLContext(seed: 1);
        var reviews = ComparedReviews.Load(mlContext, data, test);
        using var script = new ScriptTrial(python, reviews);
        var rows = new List<CompareReport.Row>();
        foreach (var (name, description) in Compared.Where(row => only.Contains(row.Name)))
        {
            rows.Add(
                CompareReport.Measure(mlContext, name, description, Try(name, mlContext, reviews, script), reviews.TestRows));
            Console.Error.WriteLine(rows[^1]);
        }

        var report = new CompareReport(MachineDescription.OfThis(), reviews.TrainRows.Count, reviews.TestRows.Count, rows);
        Console.WriteLine(asJson ? Json.Lines(report) : string.Join(Environment.NewLine, report.Table()));
        return 0;
    }

    private static Trial Try(string name, MLContext mlContext, ComparedReviews reviews, ScriptTrial script) => name switch
    {
        "lstm" or "gru" or "rnn" or "transformer" => PipelineTrial.Ours(mlContext, reviews, DefaultModel.OptionsOf(name)),
        "ngrams" => PipelineTrial.Ngrams(mlContext, reviews),
        "sdca" => PipelineTrial.Sdca(mlContext, reviews),
        _ => script.Run(name),
    };
}
