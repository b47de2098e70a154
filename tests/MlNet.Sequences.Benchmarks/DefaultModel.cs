using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The pipeline of the README, text to score, with a trainer's defaults.</summary>
internal static class DefaultModel
{
    /// <summary>What <see cref="Trainer"/> knows.</summary>
    internal static readonly string[] Architectures = ["lstm", "gru", "rnn", "transformer"];

    internal static ITransformer Train(MLContext mlContext, IDataView reviews, int? epochs, string architecture = "lstm") =>
        mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10_000)
            .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500))
            .Append(Trainer(mlContext.BinaryClassification.Trainers, architecture, epochs))
            .Fit(reviews);

    private static SequenceTrainer Trainer(
        BinaryClassificationCatalog.BinaryClassificationTrainers trainers, string architecture, int? epochs)
    {
        return architecture switch
        {
            "lstm" => trainers.Lstm(Of<LstmOptions>()),
            "gru" => trainers.Gru(Of<GruOptions>()),
            "rnn" => trainers.Rnn(Of<RnnOptions>()),
            _ => trainers.Transformer(Of<TransformerOptions>()),
        };

        T Of<T>()
            where T : SequenceTrainerOptions, new()
        {
            var options = new T { Seed = 1 };
            options.NumberOfEpochs = epochs ?? options.NumberOfEpochs;
            return options;
        }
    }
}
