using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The tokens that a model answers one by one, as people read them.</summary>
internal sealed class StepTokens
{
    private readonly string _features;
    private readonly TokenizingByWordsTransformer? _words; // null if something else makes the tokens
    private readonly bool _keepsEnd; // of a sequence that is too long

    private StepTokens(string features, TokenizingByWordsTransformer? words, bool keepsEnd) =>
        (_features, _words, _keepsEnd) = (features, words, keepsEnd);

    /// <summary>The columns that they are read from.</summary>
    internal IEnumerable<string> Names => _words is null ? [_features] : [_features, _words.Columns.Input];

    /// <summary>The tokens of a model, or null if the predictor's output does not have their keys.</summary>
    /// <param name="scored">The predictor's output schema.</param>
    /// <param name="features">The column with the predictor's sequences.</param>
    /// <param name="steps">The steps before the predictor.</param>
    internal static StepTokens? Of(DataViewSchema scored, string features, IReadOnlyList<ITransformer> steps)
    {
        if (scored.GetColumnOrNull(features)?.Type is not VectorDataViewType { ItemType: KeyDataViewType { RawType: var raw } }
            || raw != typeof(uint))
            return null;
        var padding = steps.OfType<SequencePaddingTransformer>()
            .LastOrDefault(step => ((IEncodingStep)step).OutputColumnName == features);
        string tokens = padding is null ? features : ((IEncodingStep)padding).InputColumnName;
        var words = steps.OfType<TokenizingByWordsTransformer>().LastOrDefault(step => step.Columns.Output == tokens);
        // A later step may have overwritten the text.
        bool hasText = words is not null && scored.GetColumnOrNull(words.Columns.Input)?.Type is TextDataViewType;
        return new(features, hasText ? words : null, padding?.Options.Truncation == SequenceTruncation.Pre);
    }

    /// <summary>
    /// Reads the tokens of a cursor's current row, each with its slot among those of the sequence; padding has none.
    /// </summary>
    internal Func<IReadOnlyList<(string Token, int Slot)>> CreateReader(DataViewRow row)
    {
        var column = row.Schema[_features];
        var names = PrimitiveValues.Read(column, AnnotationKinds.KeyValues)?.Texts;
        var getKeys = row.GetGetter<VBuffer<uint>>(column);
        var getText = _words is null ? null : row.GetGetter<ReadOnlyMemory<char>>(row.Schema[_words.Columns.Input]);
        var spelled = _words is null ? null : new SpelledWords(_words.Words, _words.Options);
        var (buffer, text) = (default(VBuffer<uint>), default(ReadOnlyMemory<char>));
        return () =>
        {
            getKeys(ref buffer);
            var steps = buffer.DenseValues().Select((key, slot) => (Key: key, Slot: slot)).Where(step => step.Key > 0).ToArray();
            getText?.Invoke(ref text);
            var words = spelled?.Read(text.Span) ?? [];
            int first = _keepsEnd ? words.Count - steps.Length : 0;
            bool areThese = first >= 0 && first + steps.Length <= words.Count
                && !steps.Where((step, i) => words[first + i].Key != step.Key).Any();
            return [.. steps.Select((step, i) => (areThese ? words[first + i].Word : NameOf(step.Key), step.Slot))];
        };

        string NameOf(uint key) => names is not null && key <= names.Count ? names[(int)key - 1]
            : key.ToString(CultureInfo.InvariantCulture);
    }
}
