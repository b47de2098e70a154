namespace MlNet.Sequences;

/// <summary>
/// Reads the vocabulary of a WordPiece tokenizer, BERT's <c>vocab.txt</c>: a token per line, whose id is the line's number from
/// 0.
/// </summary>
internal static class WordPieceVocabulary
{
    /// <summary>The tokens in the order of their ids.</summary>
    /// <exception cref="InvalidDataException">The file is empty, in another form, or has a token twice.</exception>
    internal static string[] Parse(SubwordFiles.Content file)
    {
        string[] tokens = file.Lines();
        if (tokens[0].StartsWith('{'))
            throw new InvalidDataException(
                $"A WordPiece vocabulary must have a token per line; {file.Name} looks like JSON. For a vocab.json, name its " +
                $"merges.txt too, in {nameof(TokenizeIntoSubwordsAsKeysOptions.MergesPath)}.");

        var places = new Dictionary<string, int>(tokens.Length, StringComparer.Ordinal);
        for (int i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Length == 0)
                throw new InvalidDataException(
                    $"A WordPiece vocabulary must have a token per line; line {i + 1} of {file.Name} is empty. Use an " +
                    "undamaged copy of the file.");
            if (!places.TryAdd(tokens[i], i))
                throw new InvalidDataException(
                    $"A WordPiece vocabulary must have each token once; {file.Name} has '{tokens[i]}' in line " +
                    $"{places[tokens[i]] + 1} and in line {i + 1}. Change the later one to a token that no text contains, such " +
                    $"as [unused{i}]: the other ids stay.");
        }

        return tokens;
    }
}
