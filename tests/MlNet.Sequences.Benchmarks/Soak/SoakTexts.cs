using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Texts of 1 to 600 words, out of reviews.</summary>
/// <param name="All">The texts.</param>
internal sealed record SoakTexts(string[] All)
{
    private const int Count = 150, MostWords = 600, FirstExplained = 30, MostWordsExplained = 60;

    /// <summary>The first texts, which are short enough to be explained by the hundred.</summary>
    internal IEnumerable<string> Explained => All.Take(FirstExplained);

    internal static SoakTexts Of(IDataView reviews)
    {
        string[] words =
            [.. reviews.GetColumn<string>("Text").SelectMany(text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        var random = new Random(1);
        return new([.. Enumerable.Range(0, Count).Select(i =>
        {
            int length = random.Next(1, 1 + (i < FirstExplained ? MostWordsExplained : MostWords));
            int start = random.Next(Math.Max(1, words.Length - length));
            return $"Film {i}: {string.Join(' ', words.Skip(start).Take(length))}";
        })]);
    }
}
