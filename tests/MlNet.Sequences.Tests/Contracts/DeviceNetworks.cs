namespace MlNet.Sequences.Tests;

/// <summary>Networks of every architecture and pooling that learn a toy task in a second, for the contract of devices.</summary>
internal static class DeviceNetworks
{
    private static readonly Dictionary<string, Func<SequenceTrainerOptions>> All = new()
    {
        ["lstm"] = () => Recurrent<LstmOptions>(SequencePooling.Max),
        ["gru"] = () => Recurrent<GruOptions>(SequencePooling.Max),
        ["rnn"] = () => Recurrent<RnnOptions>(SequencePooling.Max),
        ["lstm, mean"] = () => Recurrent<LstmOptions>(SequencePooling.Mean),
        ["gru, mean and max"] = () => Recurrent<GruOptions>(SequencePooling.MeanAndMax),
        ["lstm, last"] = () => Recurrent<LstmOptions>(SequencePooling.Last),
        ["lstm, both directions, two layers, last"] = () => Deep<LstmOptions>(SequencePooling.Last),
        ["gru, both directions, two layers"] = () => Deep<GruOptions>(SequencePooling.Max),
        ["rnn, both directions, two layers"] = () => Deep<RnnOptions>(SequencePooling.MeanAndMax),
        ["lstm, both directions, last, mean and max"] = () => Deep<LstmOptions>(SequencePooling.LastMeanAndMax),
        ["transformer, last, mean and max"] = () => Transformer(SequencePooling.LastMeanAndMax, PositionEncoding.Rotary),
        ["transformer"] = () => Transformer(SequencePooling.Mean, PositionEncoding.Rotary),
        ["transformer, first, learned positions"] = () => Transformer(SequencePooling.First, PositionEncoding.Learned),
        ["transformer, last, sinusoidal positions"] = () => Transformer(SequencePooling.Last, PositionEncoding.Sinusoidal),
        ["transformer, max"] = () => Transformer(SequencePooling.Max, PositionEncoding.Rotary),
        ["transformer, mean and max"] = () => Transformer(SequencePooling.MeanAndMax, PositionEncoding.Rotary),
    };

    /// <summary>One of each architecture: for what does not hang on how it is pooled.</summary>
    internal static IEnumerable<string> Architectures => ["lstm", "gru", "rnn", "transformer"];

    internal static IEnumerable<string> Names => All.Keys;

    /// <summary>The options of a network without dropout, to be changed.</summary>
    internal static SequenceTrainerOptions Options(string name) => All[name]();

    private static T Recurrent<T>(SequencePooling pooling)
        where T : RecurrentOptions, new()
    {
        var options = Toy.Recurrent<T>();
        (options.EmbeddingSize, options.HiddenSize, options.LearningRate, options.Pooling) = (8, 16, 0.03, pooling);
        return options;
    }

    private static T Deep<T>(SequencePooling pooling)
        where T : RecurrentOptions, new()
    {
        var options = Recurrent<T>(pooling);
        (options.Bidirectional, options.NumberOfLayers) = (true, 2);
        return options;
    }

    private static TransformerOptions Transformer(SequencePooling pooling, PositionEncoding positions)
    {
        var options = ToyTransformer.Options;
        (options.HiddenSize, options.FeedForwardSize, options.LearningRate) = (16, 32, 0.01);
        (options.Pooling, options.Positions) = (pooling, positions);
        return options;
    }
}
