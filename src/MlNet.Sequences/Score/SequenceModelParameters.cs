namespace MlNet.Sequences;

/// <summary>
/// What a network has learned: its weights, with the names and shapes of PyTorch's modules.
/// </summary>
/// <remarks>
/// It shares the weights of the <see cref="SequencePredictionTransformer"/> that it belongs to, and is valid until that is
/// disposed.
/// </remarks>
public sealed class SequenceModelParameters
{
    private readonly TrainedNetwork _network;

    internal SequenceModelParameters(TrainedNetwork network) => _network = network;

    /// <summary>The names of the weights, in the order of the network's layers, such as "lstm.weight_ih_l0".</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IReadOnlyList<string> WeightNames => [.. _network.Shapes.Select(weight => weight.Name)];

    /// <summary>The shape of a weight as in PyTorch, such as 256, 128 for a matrix of 256 rows. Copies no weights.</summary>
    /// <param name="name">One of <see cref="WeightNames"/>.</param>
    /// <exception cref="ArgumentException">There is no weight of this name.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IReadOnlyList<int> GetShape(string name) => [.. Find(name).Select(extent => (int)extent)];

    /// <summary>A copy of the values of a weight, row by row.</summary>
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
