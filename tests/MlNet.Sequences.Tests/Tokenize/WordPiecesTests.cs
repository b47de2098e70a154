using System.Text;
using CsCheck;
using Microsoft.ML.Tokenizers;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class WordPiecesTests
{
    private const string Unknown = "[UNK]";

    // Few letters, so that tokens overlap and words can be cut in many ways.
    private static readonly Gen<string> Letters = Gen.Int[0, 3].Select(i => "abé中"[i].ToString()).Array[1, 4]
        .Select(string.Concat);

    private static readonly Gen<string[]> Tokens =
        Gen.Select(Letters, Gen.Bool).Array[1, 25]
            .Select(tokens => tokens.Select(token => token.Item2 ? "##" + token.Item1 : token.Item1).Prepend(Unknown).Distinct())
            .Select(tokens => tokens.ToArray());

    private static readonly Gen<string> Text = Letters.Array[0, 3].Select(string.Concat).Array[0, 6]
        .Select(words => string.Join(' ', words));

    [TestMethod]
    public void Pieces_are_those_of_Microsofts_tokenizer() =>
        Gen.Select(Tokens, Text, Gen.Int[1, 14]).Sample(
            (tokens, text, longest) =>
            {
                var ids = new List<int>();
                new WordPieces(tokens, 0, new WordLimit(longest, CountsUnits: false)).Find(text, ids);

                using var file = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', tokens)));
                var other = WordPieceTokenizer.Create(
                    file, new WordPieceOptions { UnknownToken = Unknown, MaxInputCharsPerWord = longest });
                CollectionAssert.AreEqual(
                    other.EncodeToIds(text).ToArray(), ids, $"'{text}', at most {longest}, with {string.Join(' ', tokens)}");
            },
            iter: 2_000);
}
