namespace MlNet.Sequences;

/// <summary>Reads reviews from an archive or folder, checks that all parts exist, and sorts them.</summary>
internal static class ImdbReader
{
    /// <summary>Reads the labeled reviews' texts and counts the others.</summary>
    /// <exception cref="InvalidDataException">A file or part violates the data set's rules; the message names it.</exception>
    internal static ImdbContents ReadLabeled(IImdbSource source) => Read(source, name => name.Folder != ImdbFileName.Unlabeled);

    /// <summary>Reads only the texts of the unlabeled reviews.</summary>
    /// <inheritdoc cref="ReadLabeled" path="/exception"/>
    internal static ImdbContents ReadUnlabeled(IImdbSource source) => Read(source, name => name.Folder == ImdbFileName.Unlabeled);

    private static ImdbContents Read(IImdbSource source, Func<ImdbFileName, bool> isWanted)
    {
        var counts = new Dictionary<string, int>();
        var read = new List<(ImdbFileName Name, StoredText Text)>();
        var films = new ImdbFilms();
        string? root = null;
        int invalid = 0;
        string? firstInvalid = null;

        foreach (ImdbEntry entry in source.Entries())
        {
            if (films.TryRead(entry, source.Path) || !ImdbFileName.TryParse(entry.Path, source.Path, out ImdbFileName name))
                continue;

            root ??= name.Root;
            if (root != name.Root)
            {
                throw new InvalidDataException($"An archive must contain one data set; '{source.Path}' contains " +
                    $"'{root}{name.Folder}' and '{name.Root}{name.Folder}'. Keep one of them.");
            }

            counts[name.Folder] = counts.GetValueOrDefault(name.Folder) + 1;
            if (!isWanted(name))
                continue;

            using Stream content = entry.Open();
            string text = Utf8Text.Read($"'{entry.Path}' in '{source.Path}'", entry.Length, content, out bool isValid);
            if (!isValid)
            {
                invalid++;
                firstInvalid ??= entry.Path;
            }

            read.Add((name, new StoredText(text)));
        }

        CheckParts(source.Path, counts);
        read.Sort(static (a, b) => Compare(a.Name, b.Name));
        CheckDuplicates(source.Path, read);
        return new ImdbContents(
            [.. read.Where(review => !review.Name.IsTest).Select(review => ToReview(review, films))],
            [.. read.Where(review => review.Name.IsTest).Select(review => ToReview(review, films))],
            counts.GetValueOrDefault(ImdbFileName.Unlabeled),
            invalid,
            firstInvalid);
    }

    // Train is required in full; test may be missing, because an archive without it still serves training.
    private static void CheckParts(string source, Dictionary<string, int> counts)
    {
        foreach (string part in (string[])["train", "test"])
        {
            string[] missing = [.. ((string[])[$"{part}/neg", $"{part}/pos"]).Where(folder => !counts.ContainsKey(folder))];
            if (missing.Length == 0 || (part == "test" && missing.Length == 2))
                continue;

            throw new InvalidDataException($"The data set must have reviews in {part}/neg and {part}/pos; '{source}' has none " +
                $"in {string.Join(" and ", missing)}: missing or empty. Unpack or download it again, or load your own texts " +
                "with LoadFromTextFolders.");
        }
    }

    private static void CheckDuplicates(string source, List<(ImdbFileName Name, StoredText Text)> reviews)
    {
        for (int i = 1; i < reviews.Count; i++)
        {
            if (Compare(reviews[i - 1].Name, reviews[i].Name) == 0)
            {
                throw new InvalidDataException($"Each review must occur once; '{reviews[i].Name.Id}' occurs twice in " +
                    $"'{source}'. Remove one of the two.");
            }
        }
    }

    // The classes alternate: a folder's own order would put all negative reviews before the first positive one.
    private static int Compare(ImdbFileName a, ImdbFileName b)
    {
        int order = a.IsTest.CompareTo(b.IsTest);
        if (order == 0)
            order = a.Number.CompareTo(b.Number);
        if (order == 0)
            order = a.IsPositive.CompareTo(b.IsPositive);
        return order != 0 ? order : a.Stars.CompareTo(b.Stars);
    }

    private static ImdbReview ToReview((ImdbFileName Name, StoredText Text) review, ImdbFilms films)
    {
        float rating = review.Name.Folder == ImdbFileName.Unlabeled ? float.NaN : review.Name.Stars;
        return new ImdbReview(review.Text, review.Name.IsPositive, rating, review.Name.Id, films.Of(review.Name));
    }
}
