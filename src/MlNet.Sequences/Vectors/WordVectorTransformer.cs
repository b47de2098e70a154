using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(WordVectorTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// Trained word vectors. Adds a column with the mean of the vectors of a row's words, a vector of Single: zero for a row without
/// a word that has one. Made by <see cref="WordVectorEstimator"/>.
/// </summary>
/// <remarks>Immutable and safe to use from many threads at once. Needs no native library.</remarks>
public sealed class WordVectorTransformer : SequenceTransformer, ILoadableTransformer, IWordVectorModel
{
    private const string SettingsEntry = "vectors.json", VocabularyEntry = "vocabulary.json", VectorsEntry = "vectors.bin";

    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly PrimitiveValues _vocabulary;
    private readonly IReadOnlyList<int> _keys; // of the words that have vectors
    private readonly int[] _places; // of each key's vector, or -1

    internal WordVectorTransformer(
        string outputColumnName, string inputColumnName, PrimitiveValues vocabulary, IReadOnlyList<int> keys, WordVectors vectors,
        WordVectorTrainingSummary summary)
    {
        (_outputColumnName, _inputColumnName, _vocabulary, _keys) = (outputColumnName, inputColumnName, vocabulary, keys);
        (Vectors, Summary) = (vectors, summary);
        _places = new int[vocabulary.Texts.Count + 1];
        Array.Fill(_places, -1);
        for (int i = 0; i < keys.Count; i++)
            _places[keys[i]] = i;
    }

    static string ILoadableTransformer.Kind => "word-vectors";

    static int ILoadableTransformer.FormatVersion => 1;

    /// <summary>The words and their vectors, the most frequent first.</summary>
    public WordVectors Vectors { get; }

    /// <summary>How training went.</summary>
    public WordVectorTrainingSummary Summary { get; }

    private protected override RowMapping Bind(DataViewSchema inputSchema)
    {
        WordVectorEstimator.InputRequirement.Find(inputSchema, _inputColumnName);
        var input = new SequenceInput(_vocabulary.Texts.Count, Channels: 0);
        return new WordVectorMapping(
            inputSchema, input.Find(inputSchema, _inputColumnName, _vocabulary), input, _outputColumnName, _places, Vectors);
    }

    private protected override void Save(ModelWriter writer)
    {
        long numbers = (long)_keys.Count * Vectors.Dimension;
        if (numbers * sizeof(float) > Array.MaxLength)
            throw new InvalidOperationException(FormattableString.Invariant(
                $"A model file can hold {Array.MaxLength} bytes of word vectors; {_keys.Count} of {Vectors.Dimension} numbers ") +
                "need more. Save them with WordVectors.Save.");
        float[] all = new float[numbers];
        for (int i = 0; i < _keys.Count; i++)
            Vectors.VectorAt(i).CopyTo(all.AsSpan(i * Vectors.Dimension));
        writer.AddJson(
            SettingsEntry, new Settings(_outputColumnName, _inputColumnName, Vectors.Dimension, _keys, Summary));
        writer.AddJson(VocabularyEntry, _vocabulary);
        writer.AddBytes(VectorsEntry, MemoryMarshal.AsBytes<float>(all)); // little-endian, like all that .NET runs on
    }

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        var settings = reader.GetJson<Settings>(SettingsEntry);
        var vocabulary = reader.GetJson<PrimitiveValues>(VocabularyEntry);
        if (vocabulary.Texts.Count == 0 || vocabulary.Texts.Contains(null!))
            throw ModelReader.Damaged(VocabularyEntry, "has no words");
        ModelReader.CheckSettings(SettingsEntry, nameof(WordVectorTransformer), violations =>
        {
            violations.Name(nameof(settings.OutputColumnName), settings.OutputColumnName);
            violations.Name(nameof(settings.InputColumnName), settings.InputColumnName);
            violations.Between(nameof(settings.Dimension), settings.Dimension, 1, WordVectorOptions.MaximumDimension);
            int words = vocabulary.Texts.Count;
            if (settings.Keys.Count == 0 || settings.Keys.Any(key => key < 1 || key > words)
                || settings.Keys.Select(key => vocabulary.Texts[key - 1]).Distinct(StringComparer.Ordinal).Count()
                    < settings.Keys.Count)
                violations.Add(
                    nameof(settings.Keys), $"must be keys of different words, from 1 to {words}", settings.Keys.Count,
                    $"save the model again");
        });
        long bytes = (long)settings.Keys.Count * settings.Dimension * sizeof(float), found = reader.LengthOf(VectorsEntry);
        if (found != bytes)
            throw ModelReader.Damaged(VectorsEntry, ModelReader.WrongLength(found, bytes));
        var numbers = MemoryMarshal.Cast<byte, float>(reader.GetBytes(VectorsEntry));
        var vectors = new VectorMatrix(settings.Dimension);
        for (int i = 0; i < settings.Keys.Count; i++)
        {
            var vector = numbers.Slice(i * settings.Dimension, settings.Dimension);
            foreach (float value in vector)
            {
                if (!float.IsFinite(value))
                    throw ModelReader.Damaged(VectorsEntry, FormattableString.Invariant($"has {value} in vector {i + 1}"));
            }

            vectors.Add(vector);
        }

        return new WordVectorTransformer(
            settings.OutputColumnName, settings.InputColumnName, vocabulary, settings.Keys,
            new([.. settings.Keys.Select(key => vocabulary.Texts[key - 1])], vectors), settings.Summary);
    }

    /// <summary>The settings in the model file. Its names are the format: change them with the format version.</summary>
    private sealed record Settings(
        string OutputColumnName, string InputColumnName, int Dimension, IReadOnlyList<int> Keys,
        WordVectorTrainingSummary Summary);
}
