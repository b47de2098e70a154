using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>A .conll or .conllu file: a token a line with its tag, and an empty line after each sentence.</summary>
internal static class TagFile
{
    internal const string Forms = "a .conll or .conllu file, with a token and its tag on each line";

    internal static bool IsTagFile(string path) =>
        ((string[])[".conll", ".conllu"]).Any(
            extension => InputFile.Uncompressed(path).EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>The sentences, with their tokens and tags as JSON arrays.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="path">The file.</param>
    /// <param name="columns">
    /// The file's columns by their numbers, from 1; names stand for the usual columns, since the file has none.
    /// </param>
    /// <param name="cancellationToken">Stops every pass over the rows.</param>
    internal static IEnumerable<SourceRow> Rows(
        MLContext mlContext, string path, ColumnNames columns, CancellationToken cancellationToken)
    {
        var view = mlContext.Data.LoadFromConll(path, new ConllOptions
        {
            TokenColumnIndex = IndexOf(columns.Texts[0]),
            TagColumnIndex = IndexOf(columns.Label),
            LineColumnName = OwnColumns.Line,
        });
        return Read();

        IEnumerable<SourceRow> Read()
        {
            using var cursor = view.GetRowCursor(view.Schema);
            var getTokens = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(view.Schema[0]);
            var getTags = cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(view.Schema[1]);
            var getLine = cursor.GetGetter<long>(view.Schema[OwnColumns.Line]);
            VBuffer<ReadOnlyMemory<char>> tokens = default, tags = default;
            long line = 0;
            while (cursor.MoveNext())
            {
                cancellationToken.ThrowIfCancellationRequested();
                getTokens(ref tokens);
                getTags(ref tags);
                getLine(ref line);
                yield return new([ToArray(tokens)], ToArray(tags), [], line);
            }
        }
    }

    private static string ToArray(VBuffer<ReadOnlyMemory<char>> texts) =>
        TokenList.ToArray(texts.DenseValues().Select(text => text.ToString()));

    private static int? IndexOf(string column) =>
        int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number - 1 : null;
}
