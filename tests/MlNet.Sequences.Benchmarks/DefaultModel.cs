using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The pipeline of the README, text to score, with a trainer's defaults.</summary>
internal static class DefaultModel
{
    /// <summary>What <see cref="OptionsOf"/> knows.</summary>
    internal static readonly string[] Architectures = ["lstm", "gru", "rnn", "transformer"];

    internal static ITransformer Train(MLContext mlContext, IDataView reviews, int? epochs, string architecture = "lstm") =>
        mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10_000)
            .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 500))
            .Append(mlContext.BinaryClassification.Trainers.Sequence(Options(architecture, epochs)))
            .Fit(reviews);

    /// <summary>The options of a trainer with the library's defaults.</summary>
    internal static SequenceTrainerOptions OptionsOf(string architecture) => architecture switch
    {
        "lstm" => new LstmOptions(),
        "gru" => new GruOptions(),
        "rnn" => new RnnOptions(),
        "transformer" => new TransformerOptions(),
        _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "There is no trainer of this name."),
    };

    private static SequenceTrainerOptions Options(string architecture, int? epochs)
    {
        var options = OptionsOf(architecture);
        options.Seed = 1;
        options.NumberOfEpochs = epochs ?? options.NumberOfEpochs;
        return options;
    }
}
