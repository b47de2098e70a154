namespace MlNet.Sequences;

/// <summary>The files and folders that alone decide the rows of a view.</summary>
/// <param name="Part">What of them the view gives, and how: "imdb train".</param>
/// <param name="Paths">The files and folders.</param>
internal sealed record ViewSource(string Part, IReadOnlyList<string> Paths);

/// <summary>
/// A view that can tell where its rows come from, so that nobody need read them to know whether they are the same.
/// </summary>
internal interface ISourcedView
{
    /// <summary>The files and folders; null where the rows come from elsewhere.</summary>
    ViewSource? Source { get; }
}
