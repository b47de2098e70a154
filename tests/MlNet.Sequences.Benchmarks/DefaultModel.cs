using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The pipeline of the README, text to score, with the default LSTM.</summary>
internal static class DefaultModel
{
    internal static ITransformer Train(MLContext mlContext, IDataView reviews, int epochs) =>
        mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10_000)
            .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500))
            .Append(mlContext.BinaryClassification.Trainers.Lstm(new LstmOptions { NumberOfEpochs = epochs, Seed = 1 }))
            .Fit(reviews);
}
