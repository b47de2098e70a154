using System.Globalization;

namespace MlNet.Sequences;

/// <summary>The information in a review's path in the data set: <c>train/pos/0_9.txt</c>.</summary>
/// <param name="Folder">"train/pos", "train/neg", "train/unsup", "test/pos" or "test/neg".</param>
/// <param name="Number">The number that orders the reviews of a folder.</param>
/// <param name="Stars">The rating; 0 in train/unsup.</param>
/// <param name="Id">The path starting at train or test, without its extension.</param>
/// <param name="Root">The part before train or test, such as "aclImdb/".</param>
internal readonly record struct ImdbFileName(string Folder, int Number, int Stars, string Id, string Root)
{
    internal const string Unlabeled = "train/unsup";

    /// <summary>The folders of reviews.</summary>
    internal static readonly string[] Folders = ["train/neg", "train/pos", Unlabeled, "test/neg", "test/pos"];

    internal bool IsPositive => Folder.EndsWith("/pos", StringComparison.Ordinal);

    internal bool IsTest => Folder.StartsWith("test/", StringComparison.Ordinal);

    /// <summary>False for files that are not reviews: the vocabulary, the lists of addresses, hidden files.</summary>
    /// <param name="path">A path separated by '/'.</param>
    /// <param name="source">The archive or folder, for errors.</param>
    /// <param name="name">The parsed path.</param>
    /// <exception cref="InvalidDataException">
    /// A file in a folder of reviews isn't named ID_RATING.txt, or its rating is one that the folder can't have.
    /// </exception>
    internal static bool TryParse(string path, string source, out ImdbFileName name)
    {
        name = default;
        int fileStart = path.LastIndexOf('/') + 1;
        if (fileStart == 0 || fileStart == path.Length || path[fileStart] == '.')
            return false;

        ReadOnlySpan<char> parent = path.AsSpan(0, fileStart - 1);
        string? folder = null;
        foreach (string candidate in Folders)
        {
            if (IsAt(parent, candidate))
                folder = candidate;
        }

        if (folder is null)
            return false;

        ReadOnlySpan<char> file = path.AsSpan(fileStart);
        int underscore = file.IndexOf('_');
        if (underscore < 0 || !file.EndsWith(".txt")
            || !TryParseNumber(file[..underscore], out int number)
            || !TryParseNumber(file[(underscore + 1)..^4], out int stars))
        {
            throw new InvalidDataException($"A review's file must be named ID_RATING.txt, such as 0_9.txt; received '{path}' " +
                $"in '{source}'{(InputFile.IsUnreadable(path) ? ", a name that isn't UTF-8" : "")}. Remove the file or load " +
                "your own texts with LoadFromTextFolders.");
        }

        int rootLength = parent.Length - folder.Length;
        name = new ImdbFileName(folder, number, stars, path[rootLength..^4], path[..rootLength]);
        CheckStars(name, path, source);
        return true;
    }

    /// <summary>Whether a path ends with these whole folder and file names.</summary>
    internal static bool IsAt(ReadOnlySpan<char> path, string end) =>
        path.EndsWith(end) && (path.Length == end.Length || path[^(end.Length + 1)] == '/');

    private static void CheckStars(ImdbFileName name, string path, string source)
    {
        bool isRight = name.Folder == Unlabeled || (name.IsPositive ? name.Stars is >= 7 and <= 10 : name.Stars is >= 1 and <= 4);
        if (!isRight)
        {
            throw new InvalidDataException($"A rating must be 7 to 10 in {name.Folder[..name.Folder.IndexOf('/')]}/pos and 1 " +
                $"to 4 in neg; received {name.Stars} from the name of '{path}' in '{source}'. Move the file to its folder or " +
                "remove it.");
        }
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
