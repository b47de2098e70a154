using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(TokenizingByWordsTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// Splits a column's text into words and maps each word to its key: a column of vectors of varying length, whose key values are
/// the words. Words that are not in the vocabulary become the out-of-vocabulary token's key, or are dropped without such a token.
/// Missing text becomes an empty vector. Made by <see cref="TokenizingByWordsEstimator"/>.
/// </summary>
public sealed class TokenizingByWordsTransformer : SequenceTransformer, ILoadableTransformer, IEncodingStep
{
    private const string SettingsEntry = "tokenizer.json";
    private const string WordsEntry = "vocabulary.bin";

    private readonly TokenColumns _columns;
    private readonly WordVocabulary _vocabulary;
    private readonly TokenizeIntoWordsAsKeysOptions _options;

    internal TokenizingByWordsTransformer(TokenColumns columns, WordVocabulary vocabulary, TokenizeIntoWordsAsKeysOptions options)
    {
        _columns = columns;
        _vocabulary = vocabulary;
        _options = options.Copy();
    }

    static string ILoadableTransformer.Kind => "TokenizingByWords";

    static int ILoadableTransformer.FormatVersion => 2; // 2: characters that stand alone

    string IEncodingStep.Role => "tokenizer";

    string IEncodingStep.OutputColumnName => _columns.Output;

    string IEncodingStep.InputColumnName => _columns.Input;

    /// <summary>The word of each key: the word at index <c>i</c> has the raw key value <c>i + 1</c>.</summary>
    public IReadOnlyList<string> Vocabulary => _vocabulary.Words;

    internal TokenColumns Columns => _columns;

    /// <summary>How texts become words: a copy.</summary>
    internal TokenizeIntoWordsAsKeysOptions Options => _options.Copy();

    internal WordVocabulary Words => _vocabulary;

    private protected override RowMapping Bind(DataViewSchema inputSchema) =>
        new TokenMapping(inputSchema, _columns, _vocabulary.Words, CreateEncoder);

    /// <summary>Turns text into keys outside a data view. Not thread-safe.</summary>
    internal WordEncoder CreateEncoder() => new(_vocabulary, _options);

    private protected override void Save(ModelWriter writer)
    {
        writer.AddJson(SettingsEntry, SettingsOf());
        writer.AddBytes(WordsEntry, WriteWords(_vocabulary.Words));
    }

    JsonObject IEncodingStep.DescribeSettings()
    {
        var settings = JsonSerializer.SerializeToNode(SettingsOf(), ModelManifest.Json)!.AsObject();
        settings.Insert(0, "kind", "words");
        return settings;
    }

    private Settings SettingsOf() => new(
        _columns.Output, _columns.Input, _vocabulary.Words.Count,
        _options.MaximumVocabularySize, _options.Lowercase, _options.FilterCharacters, _options.Separator,
        _options.RemoveHtmlLineBreaks, _options.MinimumFrequency, _options.OutOfVocabularyToken,
        _options.CharactersAsTokens, _options.KerasIndexing, _options.StandaloneCharacters);

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        var settings = reader.GetJson<Settings>(SettingsEntry);
        var options = new TokenizeIntoWordsAsKeysOptions
        {
            MaximumVocabularySize = settings.MaximumVocabularySize,
            Lowercase = settings.Lowercase,
            FilterCharacters = settings.FilterCharacters,
            Separator = settings.Separator,
            RemoveHtmlLineBreaks = settings.RemoveHtmlLineBreaks,
            MinimumFrequency = settings.MinimumFrequency,
            OutOfVocabularyToken = settings.OutOfVocabularyToken,
            CharactersAsTokens = settings.CharactersAsTokens,
            KerasIndexing = settings.KerasIndexing,
            StandaloneCharacters = settings.StandaloneCharacters,
        };
        ModelReader.CheckSettings(SettingsEntry, options.Validate);
        string[] words = ReadWords(reader.GetBytes(WordsEntry), settings.VocabularySize);
        try
        {
            var vocabulary = WordVocabulary.FromWords(words, options);
            return new TokenizingByWordsTransformer(
                new(settings.OutputColumnName, settings.InputColumnName), vocabulary, options);
        }
        catch (InvalidDataException e)
        {
            throw ModelReader.Damaged(WordsEntry, $"is not a vocabulary: {e.Message}", e);
        }
    }

    /// <summary>
    /// Each word as its length in UTF-8, 7-bit encoded as in .NET, and its bytes: a word can contain any character.
    /// </summary>
    private static byte[] WriteWords(IReadOnlyList<string> words)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        foreach (string word in words)
            writer.Write(word);
        writer.Flush();
        return memory.ToArray();
    }

    private static string[] ReadWords(byte[] content, int count)
    {
        // A word takes at least a byte: a false count is rejected before memory is allocated.
        if (count < 1 || count > content.Length)
            throw ModelReader.Damaged(WordsEntry, $"can't hold {count} words in {content.Length} bytes");

        var words = new string[count];
        using var reader = new BinaryReader(new MemoryStream(content), new UTF8Encoding(false, throwOnInvalidBytes: true));
        try
        {
            for (int i = 0; i < count; i++)
                words[i] = reader.ReadString();
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or IOException or ArgumentException)
        {
            throw ModelReader.Damaged(WordsEntry, "can't be read as words", e);
        }

        if (reader.BaseStream.Position != content.Length)
            throw ModelReader.Damaged(WordsEntry, $"has extra bytes after its {count} words");
        return words;
    }

    /// <summary>
    /// The tokenizer's settings in the model file. Its names are the format: change them with the format version.
    /// </summary>
    private sealed record Settings(
        string OutputColumnName,
        string InputColumnName,
        int VocabularySize,
        int? MaximumVocabularySize,
        bool Lowercase,
        string FilterCharacters,
        string Separator,
        bool RemoveHtmlLineBreaks,
        int MinimumFrequency,
        string? OutOfVocabularyToken,
        bool CharactersAsTokens,
        bool KerasIndexing,
        string StandaloneCharacters = "");
}
