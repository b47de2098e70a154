using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>Small taggers, and sentences to train them on.</summary>
public abstract class TaggingFixture
{
    private protected MLContext MlContext { get; } = new(seed: 1);

    private protected static SequenceTrainerOptions Options(string network, int epochs = 1)
    {
        SequenceTrainerOptions options = network switch
        {
            "gru" => Toy.Recurrent<GruOptions>(),
            "rnn" => Toy.Recurrent<RnnOptions>(),
            "transformer" => ToyTransformer.Options,
            "convolution" => ToyConvolution.Options,
            _ => Toy.Options,
        };
        if (options is RecurrentOptions recurrent)
            (recurrent.HiddenSize, recurrent.EmbeddingSize, recurrent.Bidirectional) =
                (16, 8, network.StartsWith("bidirectional", StringComparison.Ordinal));
        (options.NumberOfEpochs, options.LearningRate) = (epochs, 0.02);
        return options;
    }

    private protected SequencePredictionTransformer Fit(SequenceTrainerOptions options, IDataView data) =>
        Toy.Trainer(MlContext, ToyTask.Tagging, options).Fit(data);

    private protected byte[] Weights(IDataView data, SequenceTrainerOptions? options = null)
    {
        using var model = Fit(options ?? Options("lstm", epochs: 2), data);
        return [.. model.Model.WeightNames.SelectMany(name => model.Model.GetWeights(name)).SelectMany(BitConverter.GetBytes)];
    }

    // The steps that a model is measured by.
    private protected long Steps(IDataView data)
    {
        using var model = Fit(Options("lstm"), data);
        var steps = new StepsView(model.Transform(data), "Tags", "Score", "PredictedLabel");
        return CellReader.Read(steps, "Label", "Score", "PredictedLabel").Length;
    }

    private protected IDataView Pad(IDataView data, int length, SequencePadding padding, params string[] columns) =>
        Pad(data, length, padding, SequenceTruncation.Post, columns);

    private protected IDataView Pad(IDataView data, int length, SequencePadding padding, SequenceTruncation truncation,
        params string[] columns) =>
        columns.Aggregate(data, (view, column) => MlContext.Transforms.PadSequence(column, column, length, padding, truncation)
            .Fit(view).Transform(view));

    private protected static uint[] Keys(Toy.TokenRow row) =>
        [.. row.Tags.Select(tag => (uint)Array.IndexOf(["no", "maybe", "yes"], tag) + 1)];

    private protected IDataView View(params Sentence[] rows) => MlContext.Data.LoadFromEnumerable(rows);

    private protected sealed class Sentence(uint[] features, uint[] tags)
    {
        [KeyType(Toy.Vocabulary)]
        public uint[] Features { get; } = features;

        [KeyType(3)]
        public uint[] Tags { get; } = tags;
    }
}
