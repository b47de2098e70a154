using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Texts of few rows, to train on and to measure with, and the accuracy of a trainer's defaults on them.</summary>
internal sealed class SmallSet
{
    /// <summary>The trainer of ML.NET's own.</summary>
    internal const string Baseline = "sdca";

    /// <summary>The n-gram trainer.</summary>
    internal const string Ngrams = "ngrams";

    private readonly Row[] _train, _test;
    private readonly bool _isBinary;

    private SmallSet(string name, bool isBinary, IEnumerable<Row> train, IEnumerable<Row> test) =>
        (Name, _isBinary, _train, _test) = (name, isBinary, [.. train], [.. test]);

    internal string Name { get; }

    /// <exception cref="FailureException">There is nothing at the path, or too little.</exception>
    internal static IEnumerable<SmallSet> All(string? imdb, int[] rows)
    {
        var mlContext = new MLContext(seed: 1);
        yield return new("the sample, 320 rows", true, Sample("reviews-train.tsv"), Sample("reviews-test.tsv"));
        yield return new("made-up mails, 300 rows", false, Mails(300, seed: 1), Mails(1_000, seed: 2));
        if (imdb is null)
            yield break;
        var reviews = ComparedReviews.Load(mlContext, imdb, test: null);
        // Another order than that of the files, where one class follows the other; the same for all.
        Row[] shuffled = [.. reviews.TrainRows.Select(Of)];
        new Random(1).Shuffle(shuffled);
        foreach (int count in rows)
        {
            if (count > shuffled.Length)
                throw new FailureException(
                    $"--rows must be at most the training reviews of --data, {shuffled.Length}; received {count}. Give fewer.");
            yield return new(
                FormattableString.Invariant($"IMDB, {count:N0} rows"), true, shuffled.Take(count), reviews.TestRows.Select(Of));
        }
    }

    /// <summary>The accuracy on the test rows.</summary>
    internal double Measure(string trainer, int seed)
    {
        var mlContext = new MLContext(seed);
        var label = mlContext.Transforms.Conversion.MapValueToKey("Label", nameof(Row.Folder));
        var binary = mlContext.Transforms.CopyColumns("Label", nameof(Row.IsPositive));
        var texts = Texts(mlContext, trainer).Append(_isBinary ? binary : (IEstimator<ITransformer>)label);
        var model = texts.Append(_isBinary
            ? Binary(mlContext.BinaryClassification.Trainers, trainer)
            : Multiclass(mlContext.MulticlassClassification.Trainers, trainer)).Fit(mlContext.Data.LoadFromEnumerable(_train));
        var scored = model.Transform(mlContext.Data.LoadFromEnumerable(_test));
        double accuracy = _isBinary
            ? mlContext.BinaryClassification.EvaluateNonCalibrated(scored).Accuracy
            : mlContext.MulticlassClassification.Evaluate(scored).MicroAccuracy;
        (model as IDisposable)?.Dispose();
        return accuracy;
    }

    private static IEstimator<ITransformer> Texts(MLContext mlContext, string trainer)
    {
        var catalog = mlContext.Transforms.Text;
        return trainer switch
        {
            Baseline => catalog.FeaturizeText("Features", nameof(Row.Text)).AppendCacheCheckpoint(mlContext),
            Ngrams => catalog.TokenizeIntoWordsAsKeys("Features", nameof(Row.Text), PipelineTrial.WithPunctuation),
            _ => catalog.TokenizeIntoWordsAsKeys("Tokens", nameof(Row.Text), maximumVocabularySize: 10_000)
                .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500)),
        };
    }

    private static IEstimator<ITransformer> Binary(
        BinaryClassificationCatalog.BinaryClassificationTrainers trainers, string name) =>
        name == Baseline ? trainers.SdcaLogisticRegression()
        : name == Ngrams ? trainers.NgramLogisticRegression()
        : trainers.Sequence(DefaultModel.OptionsOf(name));

    private static IEstimator<ITransformer> Multiclass(
        MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, string name) =>
        name == Baseline ? trainers.SdcaMaximumEntropy()
        : name == Ngrams ? trainers.NgramLogisticRegression()
        : trainers.Sequence(DefaultModel.OptionsOf(name));

    private static IEnumerable<Row> Mails(int count, int seed) =>
        MadeUpMails.Make(count, seed).Select(mail => new Row { Text = mail.Text, Folder = mail.Folder });

    private static IEnumerable<Row> Sample(string file) =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(Reviews.SamplePath)!, file))
        .Skip(1).Select(line => line.Split('\t')).Select(cells => new Row { Text = cells[0], IsPositive = cells[1] == "true" });

    private static Row Of(Reviews.Row review) => new() { Text = review.Text, IsPositive = review.Label };

    private sealed class Row
    {
        public string Text { get; set; } = "";

        public bool IsPositive { get; set; }

        public string Folder { get; set; } = "";
    }
}
