namespace MlNet.Sequences.Cli;

/// <summary>A row that a model gets wrong.</summary>
/// <param name="Badness">How wrong: how sure of it the model was, or how far off; only to compare with others of the
/// task.</param>
/// <param name="Truth">What the label says.</param>
/// <param name="Prediction">What the model says.</param>
/// <param name="Detail">How wrong, in words.</param>
internal sealed record Mistake(double Badness, string Truth, string Prediction, string Detail);

/// <summary>The worst mistakes of all that are told, with their texts; no others are held.</summary>
internal sealed class WorstMistakes
{
    internal const int Most = 20;

    private readonly PriorityQueue<(Mistake Mistake, string Text), (double Badness, long Earliness)> _worst = new();

    /// <summary>How many were told.</summary>
    internal long Count { get; private set; }

    /// <summary>Of mistakes as bad as each other the first ones are kept.</summary>
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
