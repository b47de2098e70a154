using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// The training reviews of the Large Movie Review Dataset, some of whose films are held out whole: at most 30 reviews are of one
/// film, and those of a film that was trained on are easier.
/// </summary>
/// <param name="Labeled">The labeled reviews to train on, in an order that does not follow the films.</param>
/// <param name="Unlabeled">Those without a label, of films that are not held out.</param>
/// <param name="HeldOut">The labeled reviews of the films that are held out, a tenth.</param>
internal sealed record FilmReviews(
    IReadOnlyList<FilmReviews.Row> Labeled, IReadOnlyList<FilmReviews.Row> Unlabeled, IReadOnlyList<FilmReviews.Row> HeldOut)
{
    private const int Part = 10;

    /// <exception cref="FailureException">It is not the data set's archive.</exception>
    internal static FilmReviews Load(MLContext mlContext, string path)
    {
        if (!File.Exists(path))
            throw new FailureException($"There is no file '{path}': give --data the path of aclImdb_v1.tar.gz.");
        var films = Films(path);
        var imdb = mlContext.Data.LoadImdb(path);
        var labeled = Read(mlContext, imdb.Train);
        var (held, rest) = (labeled.Where(IsHeldOut), labeled.Where(row => !IsHeldOut(row)));
        var unlabeled = Read(mlContext, imdb.Unlabeled).Where(row => !IsHeldOut(row));
        return new([.. rest.OrderBy(row => Hash(row.Id))], [.. unlabeled], [.. held]);

        bool IsHeldOut(Row row) => Hash(FilmOf(row.Id)) % Part == 0;

        // "train/pos/7_9" is the review on line 7 of urls_pos.txt.
        string FilmOf(string id)
        {
            string[] names = id.Split('/', '_');
            return films[names[1]][int.Parse(names[2], System.Globalization.CultureInfo.InvariantCulture)];
        }
    }

    private static Row[] Read(MLContext mlContext, IDataView view) =>
        [.. mlContext.Data.CreateEnumerable<Row>(view, reuseRowObject: false)];

    private static Dictionary<string, string[]> Films(string path)
    {
        var films = new Dictionary<string, string[]>();
        using var archive = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (films.Count < 3 && archive.GetNextEntry() is { } entry)
        {
            string name = Path.GetFileNameWithoutExtension(entry.Name);
            if (entry.Name.Contains("/train/", StringComparison.Ordinal) && name.StartsWith("urls_", StringComparison.Ordinal))
                films[name["urls_".Length..]] = new StreamReader(entry.DataStream!).ReadToEnd().Split('\n');
        }

        return films.Count == 3 ? films : throw new FailureException(
            $"'{path}' lacks the films of its reviews, train/urls_pos.txt, urls_neg.txt and urls_unsup.txt: give --data the " +
            "archive as it was published.");
    }

    // FNV-1a: the same in every process.
    private static uint Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char letter in text)
            hash = (hash ^ letter) * 16777619;
        return hash ^ (hash >> 15);
    }

    internal sealed class Row
    {
        public string Text { get; set; } = "";

        public bool Label { get; set; }

        public string Id { get; set; } = "";
    }
}
