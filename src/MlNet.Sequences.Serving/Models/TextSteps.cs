using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Serving;

/// <summary>
/// About how many time steps a text has, before it is tokenized: its words, times the tokens that the model makes of a word, and
/// no more than the model reads.
/// </summary>
internal sealed class TextSteps
{
    private readonly double _stepsInWord;
    private readonly int _most;
    private readonly Tokenizing? _tokenizing;

    private TextSteps(double stepsInWord, int most, Tokenizing? tokenizing = null) =>
        (_stepsInWord, _most, _tokenizing) = (stepsInWord, most, tokenizing);

    /// <summary>Compares the words of a sample with the tokens that a model makes of it.</summary>
    internal static TextSteps Measure(ScoringModel model, string sample)
    {
        if (model.Network?.FeatureColumnName is not { } name)
            return new(stepsInWord: 1, int.MaxValue); // of several networks, or none
        var tokenizing = new Tokenizing(model.Encoder, model.InputColumns[0].Name, name);
        var encoded = tokenizing.Transform([sample]);
        var type = encoded.Schema[name].Type as VectorDataViewType;
        int most = type is { Size: > 0 } ? type.Size : int.MaxValue;
        int steps = type?.ItemType.RawType == typeof(uint) ? Count<uint>(encoded, name)
            : type?.ItemType.RawType == typeof(ushort) ? Count<ushort>(encoded, name)
            : 0;
        return new(Math.Max(1, (double)steps / Words(sample)), most, tokenizing);
    }

    /// <summary>The steps of a text, at least 1.</summary>
    internal int Of(string text) => (int)Math.Clamp(Words(text) * _stepsInWord, 1, _most);

    /// <summary>Tokenizes texts as the model does before it scores them; false if its steps are unknown.</summary>
    internal bool TryTokenize(IEnumerable<string> texts) => _tokenizing?.Run(texts) ?? false;

    // Within a few percent what a tokenizer does, in a microsecond: words start where letters or digits do.
    private static int Words(string text)
    {
        int words = 0;
        bool isInside = false;
        foreach (char c in text)
        {
            bool isWord = char.IsLetterOrDigit(c);
            if (isWord && !isInside)
                words++;
            isInside = isWord;
        }

        return words;
    }

    // Padding is key 0.
    private static int Count<TKey>(IDataView encoded, string name)
        where TKey : struct
    {
        using var cursor = encoded.GetRowCursor([encoded.Schema[name]]);
        cursor.MoveNext();
        var keys = default(VBuffer<TKey>);
        cursor.GetGetter<VBuffer<TKey>>(encoded.Schema[name])(ref keys);
        return keys.DenseValues().Count(key => !key.Equals(default(TKey)));
    }

    /// <summary>The model's steps before its network.</summary>
    private sealed class Tokenizing(ITransformer encoder, string textColumn, string featureColumn)
    {
        internal IDataView Transform(IEnumerable<string> texts)
        {
            var definition = SchemaDefinition.Create(typeof(SampleRow));
            definition[nameof(SampleRow.Text)].ColumnName = textColumn;
            return encoder.Transform(new MLContext().Data.LoadFromEnumerable(
                texts.Select(text => new SampleRow { Text = text }), definition));
        }

        internal bool Run(IEnumerable<string> texts)
        {
            var encoded = Transform(texts);
            return ((VectorDataViewType)encoded.Schema[featureColumn].Type).ItemType.RawType == typeof(uint)
                ? Read<uint>(encoded) : Read<ushort>(encoded);
        }

        private bool Read<TKey>(IDataView encoded)
        {
            using var cursor = encoded.GetRowCursor([encoded.Schema[featureColumn]]);
            var get = cursor.GetGetter<VBuffer<TKey>>(encoded.Schema[featureColumn]);
            var keys = default(VBuffer<TKey>);
            while (cursor.MoveNext())
                get(ref keys);
            return true;
        }
    }

    private sealed class SampleRow
    {
        public string Text { get; set; } = "";
    }
}
