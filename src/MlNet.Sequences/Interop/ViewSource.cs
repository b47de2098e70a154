namespace MlNet.Sequences;

/// <summary>The files and folders that fully determine the rows of a view.</summary>
/// <param name="Part">The part of them that the view returns: "imdb train".</param>
/// <param name="Paths">The files and folders.</param>
internal sealed record ViewSource(string Part, IReadOnlyList<string> Paths);

/// <summary>
/// A view that knows where its rows come from, so that they need not be read to know whether they are the same.
/// </summary>
internal interface ISourcedView
{
    /// <summary>The files and folders; null if the rows come from elsewhere.</summary>
    ViewSource? Source { get; }
}
