namespace MlNet.Sequences;

/// <summary>
/// What a network has learned: its weights, under the names and in the shapes that PyTorch's modules give them.
/// </summary>
/// <remarks>It shares the weights of the <see cref="SequencePredictionTransformer"/> that it is of, and ends with it.</remarks>
public sealed class SequenceModelParameters
{
    private readonly TrainedNetwork _network;

    internal SequenceModelParameters(TrainedNetwork network) => _network = network;

    /// <summary>The names of the weights, in the order of the network's layers, such as "lstm.weight_ih_l0".</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IReadOnlyList<string> WeightNames => [.. _network.Shapes.Select(weight => weight.Name)];

    /// <summary>The shape of a weight as PyTorch has it, such as 256, 128 for a matrix of 256 rows. Copies no weights.</summary>
    /// <param name="name">One of <see cref="WeightNames"/>.</param>
    /// <exception cref="ArgumentException">There is no weight of this name.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IReadOnlyList<int> GetShape(string name) => [.. Find(name).Select(extent => (int)extent)];

    /// <summary>A copy of the numbers of a weight, row by row.</summary>
    /// <param name="name">One of <see cref="WeightNames"/>.</param>
    /// <exception cref="ArgumentException">There is no weight of this name.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] GetWeights(string name)
    {
        Find(name);
        return _network.CopyWeight(name);
    }

    private long[] Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var weights = _network.Shapes;
        return weights.FirstOrDefault(weight => weight.Name == name).Shape ?? throw new ArgumentException(
            $"There is no weight '{name}'. The model has: {string.Join(", ", weights.Select(weight => weight.Name))}.",
            nameof(name));
    }
}
