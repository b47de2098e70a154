using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MlNet.Sequences.Tests;

/// <summary>What Keras gave for its preprocessing functions, from files of the form of keras-preprocessing.json.</summary>
internal static class KerasFixtures
{
    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>The files of the fixture folder; skips the test where it isn't here.</summary>
    internal static IReadOnlyList<Fixture> Load() =>
    [
        .. Directory.EnumerateFiles(Repository.SharedFolder("MLNET_SEQUENCES_FIXTURES", "fixtures"), "*.json")
            .Order(StringComparer.Ordinal)
            .Select(path => JsonSerializer.Deserialize<Fixture>(File.ReadAllText(path), Json)!)
            .Where(fixture => fixture.Tokenizer is not null || fixture.PadSequences is not null),
    ];

    internal sealed record Fixture(IReadOnlyList<TokenizerCase>? Tokenizer, IReadOnlyList<PaddingCase>? PadSequences);

    internal sealed record TokenizerCase(
        string Id, TokenizerArguments Args, string[] Fit, string[] Texts, Dictionary<string, int> WordIndex, uint[][] Sequences);

    internal sealed record TokenizerArguments(
        int? NumWords, string? Filters, bool? Lower, string? Split, bool? CharLevel, string? OovToken)
    {
        internal TokenizeIntoWordsAsKeysOptions ToOptions()
        {
            var options = TokenizeIntoWordsAsKeysOptions.KerasCompatible(NumWords, OovToken);
            options.FilterCharacters = Filters ?? options.FilterCharacters;
            options.Lowercase = Lower ?? options.Lowercase;
            options.Separator = Split ?? options.Separator;
            options.CharactersAsTokens = CharLevel ?? options.CharactersAsTokens;
            return options;
        }
    }

    internal sealed record PaddingCase(string Id, PaddingArguments Args, uint[][] Sequences, uint[][] Expected);

    internal sealed record PaddingArguments(int? Maxlen, string? Padding, string? Truncating, float? Value);
}
