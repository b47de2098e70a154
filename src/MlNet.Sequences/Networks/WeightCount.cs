namespace MlNet.Sequences;

/// <summary>
/// The size of a network: its weights, and the tensors that hold them. The settings of a forged file, and so these counts, may be
/// of any size.
/// </summary>
internal readonly record struct WeightCount(Int128 Weights, int Tensors)
{
    public static WeightCount operator +(WeightCount left, WeightCount right) =>
        new(left.Weights + right.Weights, left.Tensors + right.Tensors);

    public static WeightCount operator *(int times, WeightCount count) => new(times * count.Weights, times * count.Tensors);

    /// <summary>A linear layer with its bias.</summary>
    internal static WeightCount Linear(Int128 inputs, Int128 outputs) => new((inputs + 1) * outputs, 2);

    /// <summary>An embedding.</summary>
    internal static WeightCount Table(Int128 rows, Int128 width) => new(rows * width, 1);

    /// <summary>The weights of <see cref="InputLayer"/>.</summary>
    internal static WeightCount Input(SequenceInput input, int width) =>
        input.IsTokens ? Table((Int128)input.VocabularySize + 1, width) : Linear(input.Channels, width);
}
