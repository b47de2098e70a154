using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary><c>recipe-run</c>: one recipe with one seed, in a separate process, so that memory is measured, too.</summary>
internal static class RecipeRun
{
    internal const string CommandName = "recipe-run", Ngrams = "ngrams", Stars = "stars", Films = "films";

    private const string KeyOfStars = "Stars";

    internal static Command Create()
    {
        var arguments = new Argument<string[]>("arguments") { Arity = new(5, 5) };
        var command = new Command(CommandName, "For recipes: one of its runs.") { arguments };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string[] given = parsed.GetRequiredValue(arguments);
            Console.WriteLine(Json.Line(Run(given[0], given[1], given[2], given[3], int.Parse(given[4], null))));
        });
        return command;
    }

    private static RecipeResult Run(string path, string recipe, string label, string measuredOn, int seed)
    {
        var clock = Stopwatch.StartNew();
        var mlContext = new MLContext(seed);
        var (train, unlabeled, test) = measuredOn == Films ? HeldOutFilms(mlContext, path) : Test(mlContext, path);
        var model = Pipeline(mlContext, recipe, label, unlabeled, seed).Fit(train);
        var (seconds, processor) = (clock.Elapsed.TotalSeconds, Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds);
        var scored = model.Transform(test);
        var (accuracy, loss, rows) = label == Stars ? OfStars(mlContext, scored) : OfSentiment(mlContext, scored);
        (model as IDisposable)?.Dispose();
        return new(
            recipe, label, measuredOn, seed, accuracy, loss, seconds, processor, ProcessMemory.PeakMegabytes, rows);
    }

    private static IEstimator<ITransformer> Pipeline(
        MLContext mlContext, string recipe, string label, IDataView unlabeled, int seed)
    {
        bool isStars = label == Stars;
        var toKeys = mlContext.Transforms.Conversion.MapValueToKey(KeyOfStars, "Rating");
        if (recipe == Ngrams)
        {
            var words = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", PipelineTrial.WithPunctuation);
            return isStars
                ? toKeys.Append(words).Append(mlContext.MulticlassClassification.Trainers.NgramLogisticRegression(KeyOfStars))
                : words.Append(mlContext.BinaryClassification.Trainers.NgramLogisticRegression());
        }

        var options = new TextRecipeOptions(Enum.Parse<TextRecipe>(recipe, ignoreCase: true)) { UnlabeledData = unlabeled };
        (options.Classifier.SamplingKeyColumnName, options.Classifier.Seed) = ("Film", seed);
        options.Classifier.Callbacks = [new ProgressPrinter(Console.Error)];
        if (options.LanguageModel is { } model)
            model.Network.Callbacks = [new ProgressPrinter(Console.Error)];
        if (!isStars)
            return mlContext.BinaryClassification.Trainers.TextRecipe(options);
        options.Classifier.LabelColumnName = KeyOfStars;
        return toKeys.Append(mlContext.MulticlassClassification.Trainers.TextRecipe(options));
    }

    private static (double Accuracy, double LogLoss, long Rows) OfSentiment(MLContext mlContext, IDataView scored)
    {
        var metrics = mlContext.BinaryClassification.Evaluate(scored);
        // ML.NET gives that of two classes in bits.
        return (metrics.Accuracy, metrics.LogLoss * Math.Log(2), (long)metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    private static (double Accuracy, double LogLoss, long Rows) OfStars(MLContext mlContext, IDataView scored)
    {
        var metrics = mlContext.MulticlassClassification.Evaluate(scored, KeyOfStars);
        return (metrics.MicroAccuracy, metrics.LogLoss, (long)metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    private static (IDataView Train, IDataView Unlabeled, IDataView Test) Test(MLContext mlContext, string path)
    {
        var imdb = mlContext.Data.LoadImdb(path);
        return (imdb.Train, imdb.Unlabeled, imdb.TestOrNull ?? throw new FailureException(
            $"'{path}' has no test part to measure on: give --data the path of aclImdb_v1.tar.gz, or measure --on {Films}."));
    }

    private static (IDataView Train, IDataView Unlabeled, IDataView Test) HeldOutFilms(MLContext mlContext, string path)
    {
        var reviews = FilmReviews.Load(mlContext, path);
        return (View(reviews.Labeled), View(reviews.Unlabeled), View(reviews.HeldOut));

        IDataView View(IEnumerable<FilmReviews.Row> rows) => mlContext.Data.LoadFromEnumerable(rows.ToArray());
    }
}
