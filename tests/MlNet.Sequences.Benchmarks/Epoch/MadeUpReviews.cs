using System.Text;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// A table, Text and Label, of made-up reviews as long as IMDB's and of words as frequent: for a machine that no data set was
/// carried to. Always the same; half of the rows are true, and one word in fifty tells.
/// </summary>
internal sealed class MadeUpReviews : IDisposable
{
    private const int Seed = 1, Words = 80_000, TellingWords = 50, WordsBetweenTelling = 50;

    // Of the logarithms of a review's words: 174 are the median, and 215 the mean.
    private const double MeanOfLogarithm = 5.16, DeviationOfLogarithm = 0.65;

    private const int ShortestReview = 10, LongestReview = 2_500;

    internal MadeUpReviews(int rows)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"reviews-{Guid.NewGuid():N}.tsv");
        using var file = new StreamWriter(Path, append: false, new UTF8Encoding(false), bufferSize: 1 << 20) { NewLine = "\n" };
        var random = new Random(Seed);
        file.WriteLine("Text\tLabel");
        for (int row = 0; row < rows; row++)
        {
            bool label = random.Next(2) == 1;
            for (int words = Length(random), i = 0; i < words; i++)
            {
                int rank = i % WordsBetweenTelling == 0 ? (2 * random.Next(TellingWords)) + (label ? 1 : 0) : Rank(random);
                file.Write(i == 0 ? "" : " ");
                file.Write(Word(rank));
            }

            file.WriteLine(label ? "\ttrue" : "\tfalse");
        }
    }

    /// <summary>Where the table lies until this is disposed.</summary>
    internal string Path { get; }

    public void Dispose() => File.Delete(Path);

    private static int Length(Random random)
    {
        // Box and Muller's way to a normal number.
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (int)Math.Clamp(Math.Exp(MeanOfLogarithm + (DeviationOfLogarithm * normal)), ShortestReview, LongestReview);
    }

    // Zipf's law: the word of rank r is as frequent as 1 / r.
    private static int Rank(Random random) => (int)Math.Exp(random.NextDouble() * Math.Log(Words)) - 1;

    // The rank to the base of 26.
    private static string Word(int rank)
    {
        var letters = new StringBuilder();
        for (rank += 26; rank > 0; rank /= 26)
            letters.Append((char)('a' + (rank % 26)));
        return letters.ToString();
    }
}
