using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

namespace MlNet.Sequences.Tests;

/// <summary>A chain from texts to scores whose network has random weights.</summary>
internal static class ChainFromText
{
    private static readonly string[] Training =
    [
        "Slow to start, and yet it won me over.<br /><br />Not a bad film at all - the ending's good!",
        "A bad, bad film; I'd rather sleep.",
        "\u00C9tude caf\u00E9: na\u00EFve \u00FCber-film", "The good, the bad and the ugly", "start to end: good good good",
    ];

    internal static TransformerChain<ITransformer> Of(
        NetworkArchitecture architecture, Objective objective, TokenizeIntoWordsAsKeysOptions? options = null,
        PadSequenceOptions? padding = null)
    {
        var environment = (IHostEnvironment)new MLContext(seed: 1);
        var words = new TokenizingByWordsEstimator(environment, padding is null ? "Features" : "Tokens", "Text", options ?? new())
            .Fit(Rows.OfText(new MLContext(), Training));
        var network = ExportedModel.Untrained(architecture, objective, new SequenceInput(words.Vocabulary.Count, 0));
        return padding is null
            ? new(words, network)
            : new(words, new SequencePaddingTransformer("Features", "Tokens", padding), network);
    }

    /// <summary>
    /// A fitted chain with steps that only training needs: from a text and the name of its kind to a kind's name.
    /// </summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="rows">Of <see cref="LabelledText"/>.</param>
    internal static TransformerChain<KeyToValueMappingTransformer> Labelled(MLContext mlContext, IDataView rows)
    {
        var options = Toy.Options;
        (options.LabelColumnName, options.FeatureColumnName) = ("Key", "Padded");
        return mlContext.Transforms.Conversion.MapValueToKey("Key", "Kind")
            .Append(mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text"))
            .Append(mlContext.Transforms.PadSequence("Padded", "Tokens", length: 4))
            .Append(mlContext.MulticlassClassification.Trainers.Lstm(options))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(rows);
    }

    /// <summary>Random texts, and texts of the training.</summary>
    internal static string[] Texts(ITransformer model)
    {
        var network = TrainedModels.Find(model);
        return [.. Training, .. CheckedTexts.Random(network, TextSteps.Find(model, network), size: 8, longest: 12).Texts];
    }

    internal sealed class LabelledText
    {
        public string Text { get; set; } = "";

        public string Kind { get; set; } = "";
    }
}
