namespace MlNet.Sequences.Cli;

/// <summary>A row that a model gets wrong.</summary>
/// <param name="Badness">How wrong: the model's confidence in it, or the distance; only comparable within a task.</param>
/// <param name="Truth">The label.</param>
/// <param name="Prediction">The prediction.</param>
/// <param name="Detail">How wrong, in words.</param>
internal sealed record Mistake(double Badness, string Truth, string Prediction, string Detail);

/// <summary>Keeps the worst of all mistakes, with their texts.</summary>
internal sealed class WorstMistakes
{
    internal const int Most = 20;

    private readonly PriorityQueue<(Mistake Mistake, string Text), (double Badness, long Earliness)> _worst = new();

    /// <summary>The number of mistakes added.</summary>
    internal long Count { get; private set; }

    /// <summary>Of equally bad mistakes the first ones are kept.</summary>
    internal void Add(Mistake mistake, ReadOnlyMemory<char> text)
    {
        var rank = (mistake.Badness, -Count++);
        if (_worst.Count == Most && _worst.TryPeek(out _, out var least) && rank.CompareTo(least) <= 0)
            return;
        _worst.Enqueue((mistake, text.ToString()), rank);
        if (_worst.Count > Most)
            _worst.Dequeue();
    }

    /// <summary>The worst first.</summary>
    internal IReadOnlyList<(Mistake Mistake, string Text)> InOrder() =>
        [.. _worst.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element)];
}
