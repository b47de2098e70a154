using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>ratings</c>: the stars of IMDB's reviews, as one of eight classes and as a number, told by ML.NET's own trainers over
/// FeaturizeText and by ours, trained on the same rows and measured on the same others.
/// </summary>
internal static class RatingsCommand
{
    private const string Ngrams = "ngrams";

    private static readonly string[] Trainers = [Ngrams, "lstm", "gru", "rnn", "transformer"];

    internal static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Required = true,
            HelpName = "PATH",
            Description = "The Large Movie Review Dataset: aclImdb_v1.tar.gz or the folder that it unpacks to.",
        };
        var trainers = new Option<string[]>("--trainer")
        {
            AllowMultipleArgumentsPerToken = true,
            HelpName = "NAME",
            Description = $"The trainers to measure, with their defaults: {string.Join(", ", Trainers)}. Default: lstm",
            DefaultValueFactory = _ => ["lstm"],
        };
        trainers.AcceptOnlyFromAmong(Trainers);
        var command = new Command(
            "ratings", "Compares the trainers on IMDB's star ratings with ML.NET's own.") { data, trainers };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data), parsed.GetRequiredValue(trainers)));
        return command;
    }

    private static int Run(string path, string[] trainers)
    {
        var mlContext = new MLContext(seed: 1);
        var imdb = mlContext.Data.LoadImdb(path);
        var test = imdb.TestOrNull
            ?? throw new FailureException(
                $"'{path}' has no test part to measure on: give --data the path of aclImdb_v1.tar.gz or of its whole folder.");

        var classes = new RatingClasses(mlContext, imdb.Train, test);
        classes.Measure("FeaturizeText + SdcaMaximumEntropy", Featurized(mlContext)
            .Append(mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy()));
        foreach (string trainer in trainers)
            classes.Measure(trainer, trainer == Ngrams
                ? mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", PipelineTrial.WithPunctuation)
                    .Append(mlContext.MulticlassClassification.Trainers.NgramLogisticRegression())
                : Encoded(mlContext).Append(Multiclass(mlContext.MulticlassClassification.Trainers, trainer)));

        var numbers = new RatingNumbers(mlContext, imdb.Train, test);
        numbers.Measure(
            "FeaturizeText + Sdca", Featurized(mlContext).Append(mlContext.Regression.Trainers.Sdca(RatingNumbers.Label)));
        foreach (string trainer in trainers.Where(trainer => trainer != Ngrams))
            numbers.Measure(trainer, Encoded(mlContext).Append(Regression(mlContext.Regression.Trainers, trainer)));
        return 0;
    }

    private static EstimatorChain<ITransformer> Featurized(MLContext mlContext) =>
        mlContext.Transforms.Text.FeaturizeText("Features", "Text").AppendCacheCheckpoint(mlContext);

    private static EstimatorChain<SequencePaddingTransformer> Encoded(MLContext mlContext) =>
        mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10_000)
            .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500));

    private static SequenceTrainer Multiclass(
        MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, string trainer) =>
        trainer switch
        {
            "gru" => catalog.Gru(),
            "rnn" => catalog.Rnn(),
            "transformer" => catalog.Transformer(),
            _ => catalog.Lstm(),
        };

    private static SequenceTrainer Regression(RegressionCatalog.RegressionTrainers catalog, string trainer) => trainer switch
    {
        "gru" => catalog.Gru(RatingNumbers.Label),
        "rnn" => catalog.Rnn(RatingNumbers.Label),
        "transformer" => catalog.Transformer(RatingNumbers.Label),
        _ => catalog.Lstm(RatingNumbers.Label),
    };
}
