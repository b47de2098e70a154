using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>
/// The fits whose results are kept in <c>tests/fixtures/fits</c>: every architecture, task and kind of input, over two epochs.
/// </summary>
internal static class ApprovedFits
{
    /// <summary>The name of each fit and its options.</summary>
    internal static readonly IReadOnlyDictionary<string, Func<SequenceTrainerOptions>> All =
        new Dictionary<string, Func<SequenceTrainerOptions>>
        {
            ["lstm"] = Toy.Recurrent<LstmOptions>,
            ["gru"] = Toy.Recurrent<GruOptions>,
            ["rnn"] = Toy.Recurrent<RnnOptions>,
            ["transformer"] = () => ToyTransformer.Options,
            ["lstm-two-layers-both-directions"] = () => Deep<LstmOptions>(SequencePooling.LastMeanAndMax),
            ["gru-two-layers-both-directions"] = () => Deep<GruOptions>(SequencePooling.Last),
            ["transformer-learned-positions"] = () =>
            {
                var options = ToyTransformer.Options;
                (options.Positions, options.MaximumLength, options.Pooling) =
                    (PositionEncoding.Learned, 20, SequencePooling.Mean);
                (options.EmbeddingDropout, options.HeadDropout, options.AttentionDropout) = (0.1, 0.2, 0.1);
                return options;
            },
            ["transformer-sinusoidal-positions"] = () =>
            {
                var options = ToyTransformer.Options;
                (options.Positions, options.Pooling, options.ResidualDropout) = (
                    PositionEncoding.Sinusoidal, SequencePooling.Max, 0.1);
                return options;
            },
        };

    /// <summary>The fits with their task and input: "lstm, Binary, tokens".</summary>
    internal static IEnumerable<(string Fit, ToyTask Task, bool IsTokens)> Cases =>
        from fit in All.Keys
        from task in Toy.TasksOfSequences
        from isTokens in new[] { true, false }
        select (fit, task, isTokens);

    internal static SequencePredictionTransformer Train(
        string fit, ToyTask task, bool isTokens, Action<SequenceTrainerOptions>? change = null)
    {
        var mlContext = new MLContext(seed: 1);
        var options = All[fit]();
        // Networks alone: their weights and scores are kept.
        (options.NumberOfEpochs, options.ValidationFraction, options.Seed, options.NgramLength) = (2, 0.2, 4, 0);
        change?.Invoke(options);
        return (SequencePredictionTransformer)Toy.Trainer(mlContext, task, options).Fit(Data(mlContext, isTokens, 120, seed: 1));
    }

    /// <summary>
    /// What is kept of a fit: losses and metrics, the sum and the norm of each weight, and the scores of other rows.
    /// </summary>
    internal static JsonObject Describe(SequencePredictionTransformer model, bool isTokens)
    {
        var mlContext = new MLContext(seed: 1);
        var epochs = model.History.Epochs.Select(epoch => (JsonNode)Numbers([epoch.TrainingLoss, .. epoch.Validation.Values]));
        var weights = model.Model.WeightNames.Select(name => (name, values: model.Model.GetWeights(name)));
        return new()
        {
            ["epochs"] = new JsonArray([.. epochs]),
            ["weights"] = new JsonObject(weights.Select(weight => KeyValuePair.Create(
                weight.name,
                (JsonNode?)Numbers([weight.values.Sum(w => (double)w), Math.Sqrt(weight.values.Sum(w => (double)w * w))])))),
            ["scores"] = new JsonArray(
                [.. Toy.ScoreVectors(model, Data(mlContext, isTokens, 5, seed: 9)).Select(
                    row => (JsonNode)Numbers(row.Select(score => (double)score)))]),
        };
    }

    private static T Deep<T>(SequencePooling pooling)
        where T : RecurrentOptions, new()
    {
        var options = Toy.Recurrent<T>();
        (options.NumberOfLayers, options.Bidirectional, options.Pooling) = (2, true, pooling);
        (options.EmbeddingDropout, options.HeadDropout, options.StepDropout) = (0.2, 0.2, 0.1);
        return options;
    }

    private static IDataView Data(MLContext mlContext, bool isTokens, int count, int seed) =>
        isTokens ? Toy.Tokens(mlContext, count, seed) : Toy.Numbers(mlContext, count, seed);

    // Six digits: what two processors agree on.
    private static JsonArray Numbers(IEnumerable<double> numbers) =>
        new([.. numbers.Select(number => (JsonNode?)JsonValue.Create(Math.Round(number, 6)))]);
}
