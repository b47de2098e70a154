using System.Text;

namespace MlNet.Sequences.Benchmarks;

/// <summary>A table of any size, Text and Label, of made-up words: written row by row, always the same.</summary>
internal static class LargeFile
{
    private const int Seed = 1, Words = 20_000, TellingWords = 50, ShortestReview = 50, LongestReview = 400;

    /// <returns>The rows that were written.</returns>
    internal static long Write(string path, long bytes)
    {
        var random = new Random(Seed);
        string[] words = [.. Enumerable.Range(0, Words).Select(i => Word(random, i))];
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), bufferSize: 1 << 20) { NewLine = "\n" };
        file.WriteLine("Text\tLabel");
        long rows = 0;
        for (long written = 0; written < bytes; rows++)
        {
            bool label = random.Next(2) == 1;
            int count = random.Next(ShortestReview, LongestReview + 1);
            for (int i = 0; i < count; i++)
            {
                // Few words are frequent, as in a language; now and then stands one that tells the label.
                int place = i % 20 == 0
                    ? (2 * random.Next(TellingWords)) + (label ? 1 : 0)
                    : (int)(Words * Math.Pow(random.NextDouble(), 4));
                string word = words[place];
                file.Write(word);
                file.Write(i == count - 1 ? '\t' : ' ');
                written += word.Length + 1;
            }

            string end = label ? "true" : "false";
            file.WriteLine(end);
            written += end.Length + 1;
        }

        return rows;
    }

    private static string Word(Random random, int number)
    {
        var letters = new StringBuilder();
        for (int i = random.Next(2, 9); i > 0; i--)
            letters.Append((char)('a' + random.Next(26)));
        return letters.Append((char)('a' + number % 26)).ToString();
    }
}
