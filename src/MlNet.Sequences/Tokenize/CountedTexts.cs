using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Texts read by one thread for another to count their words. Where one part ends depends only on the texts, so that the counts
/// are the same for any number of threads even if words are forgotten.
/// </summary>
internal sealed class CountedTexts(TokenizeIntoWordsAsKeysOptions options)
{
    private const int MostTexts = 8_192;
    private const int MostCharacters = 1_048_576;

    private readonly List<ReadOnlyMemory<char>> _texts = [];
    private readonly WordSplitter _splitter = new(options);
    private readonly WordCounts _counts = new();

    /// <summary>Counts the words of a column of texts.</summary>
    /// <param name="view">The rows.</param>
    /// <param name="column">The column of texts.</param>
    /// <param name="options">The definition of a word.</param>
    /// <param name="builder">Receives the counts.</param>
    /// <param name="threads">The number of counting threads.</param>
    /// <param name="checkAlive">Called before each part; throws to stop.</param>
    internal static void CountAll(
        IDataView view, DataViewSchema.Column column, TokenizeIntoWordsAsKeysOptions options, VocabularyBuilder builder,
        int threads,
        Action? checkAlive = null)
    {
        using var cursor = view.GetRowCursor([column]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        using var parts = new OrderedPipeline<CountedTexts>(
            threads, () => new(options), part => part.Read(cursor, getText), part => part.Count());
        while (parts.Next() is { } part)
        {
            checkAlive?.Invoke();
            builder.Add(part._counts);
        }
    }

    private bool Read(DataViewRowCursor cursor, ValueGetter<ReadOnlyMemory<char>> getText)
    {
        _texts.Clear();
        long characters = 0;
        ReadOnlyMemory<char> text = default;
        while (_texts.Count < MostTexts && characters < MostCharacters && cursor.MoveNext())
        {
            getText(ref text);
            _texts.Add(text);
            characters += text.Length;
        }

        return _texts.Count > 0;
    }

    private void Count()
    {
        _counts.Clear();
        foreach (var text in _texts)
        {
            var words = _splitter.Split(text.Span);
            while (words.MoveNext())
                _counts.Add(words.Rest, words.Current.Length);
        }
    }
}
