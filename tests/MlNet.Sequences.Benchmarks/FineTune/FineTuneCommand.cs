using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>fine-tune</c>: a pretrained encoder that learns from a few labeled reviews, beside the default LSTM and n-grams that learn
/// from the same.
/// </summary>
internal static class FineTuneCommand
{
    private const string Encoder = "encoder", Lstm = "lstm", Ngrams = "n-grams";

    private static readonly string[] Models = [Ngrams, Lstm, Encoder];

    internal static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Required = true,
            HelpName = "PATH",
            Description = "The Large Movie Review Dataset, aclImdb_v1.tar.gz",
        };
        var encoder = new Option<string>("--encoder")
        {
            Required = true,
            HelpName = "FOLDER",
            Description = "The encoder, as save_pretrained of Hugging Face writes it",
        };
        var only = new Option<string[]>("--only")
        {
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
            DefaultValueFactory = _ => Models,
            Description = $"What to measure: {string.Join(", ", Models)}. Default: all",
        };
        only.AcceptOnlyFromAmong(Models);
        var rows = new Option<int>("--rows")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 1_250,
            Description = "The labeled reviews to learn from. Default: 1250, a twentieth",
        };
        var settings = new Option<string>("--settings")
        {
            HelpName = "JSON",
            DefaultValueFactory = _ => "{}",
            Description = "Settings of the encoder's fit, as in a settings file: {\"learningRate\": 0.0001}. Default: none",
        };
        var length = new Option<int>("--length")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 256,
            Description = "The most tokens of a review for the encoder. Default: 256",
        };
        var seeds = new Option<int>("--seeds")
        {
            HelpName = "N",
            DefaultValueFactory = _ => 1,
            Description = "The seeds of each, from 1. Default: 1",
        };
        var films = new Option<bool>("--films")
        {
            Description = "Measure on training reviews of films that are held out, to choose by, rather than on the test part",
        };
        var command = new Command("fine-tune", "Measures a pretrained encoder that learns from few labeled reviews.")
        {
            data, encoder, only, rows, settings, length, seeds, films,
        };
        command.SetAction(parsed => Run(
            new(parsed.GetRequiredValue(encoder), parsed.GetRequiredValue(settings), parsed.GetRequiredValue(length)),
            parsed.GetRequiredValue(data), parsed.GetRequiredValue(only), parsed.GetRequiredValue(rows),
            parsed.GetRequiredValue(seeds), parsed.GetRequiredValue(films)));
        return command;
    }

    private static int Run(EncoderSettings encoder, string path, string[] names, int rows, int seeds, bool isOnFilms)
    {
        Console.WriteLine(MachineDescription.OfThis());
        Console.WriteLine($"{rows} labeled reviews, measured on {(isOnFilms ? "held-out films" : "the test part")}");
        Console.WriteLine("| model | seed | accuracy | log-loss | training s | scoring s |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (string name in Models.Intersect(names))
        {
            // Nothing about n-grams is random.
            for (int seed = 1; seed <= (name == Ngrams ? 1 : seeds); seed++)
                Measure(encoder, path, name, rows, seed, isOnFilms);
        }

        return 0;
    }

    private static void Measure(EncoderSettings encoder, string path, string name, int rows, int seed, bool isOnFilms)
    {
        var mlContext = new MLContext(seed);
        var reviews = FilmReviews.Load(mlContext, path);
        var train = mlContext.Data.LoadFromEnumerable(reviews.Labeled.Take(rows).ToArray());
        var test = isOnFilms ? mlContext.Data.LoadFromEnumerable(reviews.HeldOut.ToArray())
            : mlContext.Data.LoadImdb(path).TestOrNull ?? throw new FailureException(
                $"'{path}' has no test part: give --data the path of aclImdb_v1.tar.gz, or measure on --films.");
        var estimator = Estimator(mlContext, encoder, name, seed);
        var clock = Stopwatch.StartNew();
        var model = estimator.Fit(train);
        double training = clock.Elapsed.TotalSeconds;
        clock.Restart();
        var metrics = mlContext.BinaryClassification.Evaluate(model.Transform(test));
        // ML.NET gives the log-loss in bits.
        Console.WriteLine(
            $"| {name} | {seed} | {100 * metrics.Accuracy:F2} % | {metrics.LogLoss * Math.Log(2):F4} | {training:F0} | " +
            $"{clock.Elapsed.TotalSeconds:F0} |");
    }

    private static IEstimator<ITransformer> Estimator(MLContext mlContext, EncoderSettings encoder, string name, int seed)
    {
        var trainers = mlContext.BinaryClassification.Trainers;
        if (name == Encoder)
        {
            var tokenization = TokenizeIntoSubwordsAsKeysOptions.FromPretrained(encoder.Folder);
            tokenization.RemoveHtmlLineBreaks = true;
            tokenization.MaximumLength = encoder.Length;
            var options = SequenceTrainerOptions.FromJson<PretrainedOptions>(encoder.Settings);
            (options.Seed, options.SamplingKeyColumnName) = (seed, "Film");
            options.Callbacks = [new ProgressPrinter(Console.Error)];
            return mlContext.Transforms.Text.TokenizeIntoSubwordsAsKeys(options.FeatureColumnName, "Text", tokenization)
                .Append(trainers.Pretrained(encoder.Folder, options));
        }

        var words = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", PipelineTrial.WithPunctuation);
        return name == Lstm
            ? words.Append(mlContext.Transforms.PadSequence("Features", length: 1_000))
                .Append(trainers.Lstm(new LstmOptions { Seed = seed, SamplingKeyColumnName = "Film" }))
            : words.Append(trainers.NgramLogisticRegression());
    }

    /// <summary>How the encoder learns.</summary>
    private sealed record EncoderSettings(string Folder, string Settings, int Length);
}
