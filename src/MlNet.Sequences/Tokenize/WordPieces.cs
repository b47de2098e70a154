namespace MlNet.Sequences;

/// <summary>
/// WordPiece: a word becomes the longest matching tokens from left to right, or the unknown token if part of it has none.
/// Immutable; shared by all threads.
/// </summary>
/// <remarks>
/// J. Devlin et al., "BERT", 2019: class WordpieceTokenizer in
/// <see href="https://github.com/google-research/bert/blob/master/tokenization.py"/>.
/// </remarks>
internal sealed class WordPieces
{
    private const string Continuation = "##";

    private readonly Pieces _first;
    private readonly Pieces _continuing;
    private readonly int _unknown;
    private readonly WordLimit _limit;

    /// <param name="tokens">The tokens in the order of their ids, each once.</param>
    /// <param name="unknown">The id of the unknown token.</param>
    /// <param name="limit">The limit on the length of a word; a longer one is unknown.</param>
    internal WordPieces(IReadOnlyList<string> tokens, int unknown, WordLimit limit)
    {
        _first = new(tokens.Index());
        _continuing = new(
            tokens.Index()
            .Where(pair => pair.Item.Length > Continuation.Length && pair.Item.StartsWith(Continuation, StringComparison.Ordinal))
            .Select(pair => (pair.Index, pair.Item[Continuation.Length..])));
        (_unknown, _limit) = (unknown, limit);
    }

    /// <summary>Adds the tokens' ids of a text whose words are separated by spaces.</summary>
    internal void Find(ReadOnlySpan<char> text, List<int> ids)
    {
        foreach (var range in text.Split(' '))
        {
            if (!text[range].IsEmpty)
                Add(text[range], ids);
        }
    }

    private void Add(ReadOnlySpan<char> word, List<int> ids)
    {
        int before = ids.Count;
        if (_limit.Units(word) == word.Length)
        {
            for (var pieces = _first; !word.IsEmpty && pieces.Find(word, out int id) is > 0 and var length; pieces = _continuing)
            {
                ids.Add(id);
                word = word[length..];
            }

            if (word.IsEmpty)
                return;
        }

        ids.RemoveRange(before, ids.Count - before);
        ids.Add(_unknown);
    }

    /// <summary>
    /// Tokens by the text that they match. Only lengths that a token has are looked up, however long the word.
    /// </summary>
    private sealed class Pieces
    {
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _ids;
        private readonly int[] _lengths; // descending

        internal Pieces(IEnumerable<(int Id, string Text)> tokens)
        {
            var ids = tokens.ToDictionary(token => token.Text, token => token.Id, StringComparer.Ordinal);
            _ids = ids.GetAlternateLookup<ReadOnlySpan<char>>();
            _lengths = [.. ids.Keys.Select(text => text.Length).Distinct().OrderDescending()];
        }

        /// <summary>The id of the longest token that the text begins with, and its length; 0 if there is none.</summary>
        internal int Find(ReadOnlySpan<char> text, out int id)
        {
            foreach (int length in _lengths)
            {
                if (length <= text.Length && _ids.TryGetValue(text[..length], out id))
                    return length;
            }

            id = -1;
            return 0;
        }
    }
}
