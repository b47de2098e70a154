namespace MlNet.Sequences.Serving;

/// <summary>Texts of several jobs that are scored together, all by one model.</summary>
/// <param name="model">The model.</param>
/// <param name="isLong">Whether it is one text that takes long.</param>
internal sealed class ScoringBatch(ServedModel model, bool isLong)
{
    private readonly List<(ScoringJob Job, int Index)> _items = [];

    internal ServedModel Model => model;

    internal bool IsLong => isLong;

    /// <summary>Whether the text is to be explained.</summary>
    internal bool IsExplanation => _items is [(ExplanationJob, _)];

    internal IReadOnlyList<(ScoringJob Job, int Index)> Items => _items;

    /// <summary>The time steps of all texts.</summary>
    internal long Steps { get; private set; }

    /// <summary>Takes the next text of a job.</summary>
    internal void Take(ScoringJob job)
    {
        Steps += job.Steps[job.Taken];
        _items.Add((job, job.Taken++));
    }
}
