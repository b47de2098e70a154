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

    /// <exception cref="FailureException">The file does not exist, or does not list the films.</exception>
    internal static FilmReviews Load(MLContext mlContext, string path)
    {
        if (!File.Exists(path))
            throw new FailureException($"'{path}' does not exist: give --data the path of aclImdb_v1.tar.gz.");
        var imdb = mlContext.Data.LoadImdb(path);
        var (labeled, unlabeled) = (Read(mlContext, imdb.Train), Read(mlContext, imdb.Unlabeled));
        if (labeled.Concat(unlabeled).Any(row => row.Film.Length == 0))
            throw new FailureException(
                $"'{path}' lacks films of its reviews, in train/urls_pos.txt, urls_neg.txt and urls_unsup.txt: give --data the " +
                "archive as it was published.");
        return new(
            [.. labeled.Where(row => !IsHeldOut(row)).OrderBy(row => Hash(row.Id))],
            [.. unlabeled.Where(row => !IsHeldOut(row))], [.. labeled.Where(IsHeldOut)]);

        static bool IsHeldOut(Row row) => Hash(row.Film) % Part == 0;
    }

    private static Row[] Read(MLContext mlContext, IDataView view) =>
        [.. mlContext.Data.CreateEnumerable<Row>(view, reuseRowObject: false)];

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

        public float Rating { get; set; }

        public string Id { get; set; } = "";

        public string Film { get; set; } = "";
    }
}
