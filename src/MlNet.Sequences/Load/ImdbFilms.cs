namespace MlNet.Sequences;

/// <summary>
/// The films of the reviews: line N of the data set's train/urls_pos.txt, counted from 0, is the address of the film of review N
/// in train/pos, and likewise in the other folders.
/// </summary>
internal sealed class ImdbFilms
{
    private const string Title = "/title/";

    private readonly Dictionary<string, string[]> _films = []; // by the folder of their reviews

    /// <summary>The files' paths, starting at train or test.</summary>
    internal static IReadOnlyList<string> Paths { get; } = [.. ImdbFileName.Folders.Select(PathOf)];

    /// <summary>Reads the entry if it is a list of addresses.</summary>
    /// <returns>Whether it is one.</returns>
    /// <exception cref="InvalidDataException">It is not text, or is truncated.</exception>
    internal bool TryRead(ImdbEntry entry, string source)
    {
        if (ImdbFileName.Folders.FirstOrDefault(folder => ImdbFileName.IsAt(entry.Path, PathOf(folder))) is not { } reviews)
            return false;
        if (entry.Length == 0)
            return true;
        using var content = entry.Open();
        _films[reviews] =
        [
            .. Utf8Text.Read($"'{entry.Path}' in '{source}'", entry.Length, content, out _).Split('\n').Select(FilmOf),
        ];
        return true;
    }

    /// <summary>The film's identifier in IMDb, such as tt0064354; empty if the data set does not list it.</summary>
    internal string Of(ImdbFileName review) =>
        _films.TryGetValue(review.Folder, out string[]? films) && review.Number < films.Length ? films[review.Number] : "";

    private static string PathOf(string folder)
    {
        string[] names = folder.Split('/');
        return $"{names[0]}/urls_{names[1]}.txt";
    }

    // "http://www.imdb.com/title/tt0064354/usercomments"; any other text will do, as long as all reviews of a film share it.
    private static string FilmOf(string address)
    {
        int start = address.IndexOf(Title, StringComparison.Ordinal);
        if (start < 0)
            return address.Trim();
        string rest = address[(start + Title.Length)..];
        int end = rest.IndexOf('/', StringComparison.Ordinal);
        return (end < 0 ? rest : rest[..end]).Trim();
    }
}
