using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(TokenizingBySubwordsTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// Splits a column's text into subwords and maps each to its key: a column of vectors of varying length, whose key values are the
/// vocabulary's tokens. Text without any token, or missing text, becomes an empty vector. Saved with its vocabulary: loading
/// needs no other file. Made by <see cref="TokenizingBySubwordsEstimator"/>.
/// </summary>
public sealed class TokenizingBySubwordsTransformer : SequenceTransformer, ILoadableTransformer, IEncodingStep
{
    private const string SettingsEntry = "tokenizer.json";
    private const string WordPieceEntry = "vocab.txt";
    private const string BytePairEntry = "vocab.json";
    private const string MergesEntry = "merges.txt";

    private readonly TokenColumns _columns;
    private readonly SubwordVocabulary _vocabulary;

    internal TokenizingBySubwordsTransformer(TokenColumns columns, SubwordVocabulary vocabulary)
    {
        _columns = columns;
        _vocabulary = vocabulary;
    }

    static string ILoadableTransformer.Kind => "tokenize-into-subwords";

    static int ILoadableTransformer.FormatVersion => 3; // 3: a length may be limited, and texts may be pairs

    string IEncodingStep.Role => "tokenizer";

    string IEncodingStep.OutputColumnName => _columns.Output;

    string IEncodingStep.InputColumnName => _columns.Input;

    /// <summary>The token of each key: the token at index <c>i</c> has the raw key value <c>i + 1</c>.</summary>
    public IReadOnlyList<string> Vocabulary => _vocabulary.Tokens;

    private protected override RowMapping Bind(DataViewSchema inputSchema) =>
        new TokenMapping(inputSchema, _columns, _vocabulary.Tokens, () => new SubwordEncoder(_vocabulary));

    private protected override void Save(ModelWriter writer)
    {
        var files = _vocabulary.Files;
        writer.AddJson(SettingsEntry, SettingsOf());
        writer.AddBytes(files.Merges is null ? WordPieceEntry : BytePairEntry, files.Vocabulary.Bytes);
        if (files.Merges is not null)
            writer.AddBytes(MergesEntry, files.Merges.Bytes);
    }

    JsonObject IEncodingStep.DescribeSettings()
    {
        var settings = JsonSerializer.SerializeToNode(SettingsOf(), ModelManifest.Json)!.AsObject();
        settings.Insert(0, "kind", "subwords");
        return settings;
    }

    private Settings SettingsOf()
    {
        var options = _vocabulary.Options;
        return new(
            _columns.Output, _columns.Input, BytePairs: _vocabulary.Files.Merges is not null, options.Lowercase == true,
            options.RemoveHtmlLineBreaks, options.UnknownToken, options.StartToken, options.EndToken, options.ByteLevel == true,
            options.EndOfWordSuffix ?? "", options.CountsUnits ? null : options.MaximumCharactersPerWord, options.MaximumLength,
            options.Truncation, _columns.SecondInput, options.EndTokensBetweenTexts);
    }

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        var settings = reader.GetJson<Settings>(SettingsEntry);
        var options = new TokenizeIntoSubwordsAsKeysOptions
        {
            VocabularyPath = settings.BytePairs ? BytePairEntry : WordPieceEntry,
            MergesPath = settings.BytePairs ? MergesEntry : null,
            Lowercase = settings.Lowercase,
            RemoveHtmlLineBreaks = settings.RemoveHtmlLineBreaks,
            UnknownToken = settings.UnknownToken,
            StartToken = settings.StartToken,
            EndToken = settings.EndToken,
            ByteLevel = settings.ByteLevel,
            EndOfWordSuffix = settings.EndOfWordSuffix,
            MaximumCharactersPerWord = settings.MaximumCharactersPerWord,
            CountsUnits = settings.MaximumCharactersPerWord is null,
            MaximumLength = settings.MaximumLength,
            Truncation = settings.Truncation,
            SecondInputColumnName = settings.SecondInputColumnName,
            EndTokensBetweenTexts = settings.EndTokensBetweenTexts,
        };
        ModelReader.CheckSettings(SettingsEntry, options.Validate);

        var files = new SubwordFiles(Entry(options.VocabularyPath), options.MergesPath is { } merges ? Entry(merges) : null);
        try
        {
            return new TokenizingBySubwordsTransformer(
                new(settings.OutputColumnName, settings.InputColumnName, settings.SecondInputColumnName),
                SubwordVocabulary.Create(files, options));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw ModelReader.Damaged(options.VocabularyPath, $"is not a vocabulary: {e.Message}", e);
        }

        SubwordFiles.Content Entry(string name) => new($"'{name}'", reader.GetBytes(name));
    }

    /// <summary>
    /// The tokenizer's settings in the model file, next to the unchanged vocabulary files. Its names are the format: change them
    /// with the format version. Format 1 has no maximum of characters.
    /// </summary>
    private sealed record Settings(
        string OutputColumnName,
        string InputColumnName,
        bool BytePairs,
        bool Lowercase,
        bool RemoveHtmlLineBreaks,
        string? UnknownToken,
        string? StartToken,
        string? EndToken,
        bool ByteLevel,
        string EndOfWordSuffix,
        int? MaximumCharactersPerWord = null,
        int? MaximumLength = null,
        SequenceTruncation Truncation = SequenceTruncation.Post,
        string? SecondInputColumnName = null,
        int EndTokensBetweenTexts = 1);
}
