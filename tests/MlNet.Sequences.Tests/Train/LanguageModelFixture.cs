using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Small language models, and texts to train them on.</summary>
public abstract class LanguageModelFixture
{
    private protected MLContext MlContext { get; } = new(seed: 1);

    private protected static LanguageModelOptions Options(string network, int negatives = 0)
    {
        if (network == "transformer")
            return new() { Network = ToyTransformer.Options, NumberOfNegatives = negatives };
        RecurrentOptions options = network.Split(' ')[^1] switch
        {
            "gru" => Toy.Recurrent<GruOptions>(),
            "rnn" => Toy.Recurrent<RnnOptions>(),
            _ => Toy.Options,
        };
        options.Bidirectional = network.Contains("bidirectional", StringComparison.Ordinal);
        options.NumberOfLayers = network.StartsWith("two layers", StringComparison.Ordinal) ? 2 : 1;
        return new() { Network = options, NumberOfNegatives = negatives };
    }

    private protected static bool IsMasked(string network) => network is "transformer" or ['t', 'w', 'o', ..];

    private protected SequencePredictionTransformer Fit(LanguageModelOptions options, IDataView data, IDataView? held)
    {
        options.Network.FeatureColumnName = "Features";
        var trainer = MlContext.Transforms.Text.TrainLanguageModel(options);
        return held is null ? trainer.Fit(data) : trainer.Fit(data, held);
    }

    private protected static double[] Perplexities(ITransformer model, IDataView data) =>
        [.. Toy.Scores(model, data).Select(score => (double)score)];

    // Each token is followed by the next one, or by the one after it.
    private protected IDataView Counting(int count, int seed = 1, int tokens = 9)
    {
        var random = new Random(seed);
        return Rows([.. Enumerable.Range(0, count).Select(_ =>
        {
            uint[] text = new uint[random.Next(tokens / 2, tokens + 1)];
            text[0] = (uint)random.Next(1, Toy.Vocabulary + 1);
            for (int i = 1; i < text.Length; i++)
                text[i] = ((text[i - 1] + (uint)random.Next(2)) % Toy.Vocabulary) + 1;
            return text;
        })]);
    }

    private protected static uint[] Count(int first, int length) =>
        [.. Enumerable.Range(first, length).Select(number => (uint)(number % Toy.Vocabulary) + 1)];

    private protected IDataView Rows(uint[][] texts) =>
        Toy.View(MlContext, texts.Select((text, number) => new Toy.TokenRow { Number = number, Features = text }).ToArray());

    private protected IDataView Words(params string[] texts)
    {
        var view = MlContext.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));
        return MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text").Fit(view).Transform(view);
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }
}
