using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Pipelines of ML.NET, ours and its own.</summary>
internal static class PipelineTrial
{
    private const int Vocabulary = 10_000, Length = 500;

    /// <summary>A trainer of ours, behind the tokenizer and the padding of the README.</summary>
    internal static Trial Ours(MLContext mlContext, ComparedReviews reviews, SequenceTrainerOptions options) =>
        Run(
            mlContext, reviews,
            mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: Vocabulary)
                .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: Length))
                .Append(mlContext.BinaryClassification.Trainers.Sequence(options)),
            $"MlNet.Sequences {MachineDescription.OfThis().Library}");

    /// <summary>The n-gram trainer, on all words and with punctuation.</summary>
    internal static Trial Ngrams(MLContext mlContext, ComparedReviews reviews) => Run(
        mlContext, reviews,
        mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", WithPunctuation)
            .Append(mlContext.BinaryClassification.Trainers.NgramLogisticRegression()),
        $"MlNet.Sequences {MachineDescription.OfThis().Library}");

    /// <summary>How texts are split for n-grams.</summary>
    internal static TokenizeIntoWordsAsKeysOptions WithPunctuation =>
        new() { StandaloneCharacters = TokenizeIntoWordsAsKeysOptions.Punctuation };

    /// <summary>What ML.NET's own documentation does with texts and two classes.</summary>
    internal static Trial Sdca(MLContext mlContext, ComparedReviews reviews) => Run(
        mlContext, reviews,
        mlContext.Transforms.Text.FeaturizeText("Features", "Text").AppendCacheCheckpoint(mlContext)
            .Append(mlContext.BinaryClassification.Trainers.SdcaLogisticRegression()),
        $"ML.NET {MachineDescription.OfThis().MlNet}");

    private static Trial Run(MLContext mlContext, ComparedReviews reviews, IEstimator<ITransformer> pipeline, string version)
    {
        long start = Stopwatch.GetTimestamp();
        var model = pipeline.Fit(reviews.Train);
        double training = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        float[] probabilities =
            [.. mlContext.Data.CreateEnumerable<Output>(
            model.Transform(reviews.Test), reuseRowObject: true).Select(row => row.Probability)];
        double scoring = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (model as IDisposable)?.Dispose();
        return new(probabilities, training, scoring, version);
    }

    private sealed class Output
    {
        public float Probability { get; set; }
    }
}
