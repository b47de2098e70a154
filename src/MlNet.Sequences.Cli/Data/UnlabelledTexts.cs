using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>Texts without labels, from whatever <c>--data</c> names.</summary>
internal static class UnlabelledTexts
{
    internal const string Forms =
        "the archive or folder of the IMDB data set, whose training and unlabeled reviews are read; a folder with a " +
        "subfolder of .txt files for each class; or " + TextSource.Forms;

    /// <param name="mlContext">The context.</param>
    /// <param name="path">What <c>--data</c> says.</param>
    /// <param name="column">The column that has the texts, in the data and in the result.</param>
    /// <param name="messages">Where warnings go.</param>
    /// <param name="cancellationToken">Ends every pass over the texts.</param>
    /// <returns>Rows with the column of texts alone.</returns>
    /// <exception cref="FailureException">There is nothing of this path, or nothing that can be read.</exception>
    internal static IDataView Load(
        MLContext mlContext, string path, string column, Messages messages, CancellationToken cancellationToken)
    {
        IDataView rows = LabelledData.IsImdb(path) ? Rows(Imdb(mlContext.Data.LoadImdb(path)))
            : Directory.Exists(path) ? Rows([mlContext.Data.LoadFromTextFolders(path)])
            : TextSource.Open(
                mlContext, [], path, [column], KeptColumns.None, hasTokens: false, messages, cancellationToken).Rows;
        // Standard input can be read once only.
        rows = path == "-" ? mlContext.Data.Cache(rows, OwnColumns.Text(0)) : new CancellableView(rows, cancellationToken);
        return OwnColumns.Copy(mlContext, [(column, OwnColumns.Text(0))]).Append(mlContext.Transforms.SelectColumns(column))
            .Fit(rows).Transform(rows);
    }

    private static IEnumerable<IDataView> Imdb(ImdbDataset imdb)
    {
        yield return imdb.Train;
        IDataView? unlabeled;
        try
        {
            unlabeled = imdb.Unlabeled;
        }
        catch (InvalidOperationException)
        {
            unlabeled = null; // a data set without that part
        }

        if (unlabeled is not null)
            yield return unlabeled;
    }

    private static SourceView Rows(IEnumerable<IDataView> views) => new(1, 0, views.SelectMany(Texts)
        .Select((text, i) => new SourceRow([text], "", [], i + 1)));

    private static IEnumerable<string> Texts(IDataView view)
    {
        var column = view.Schema["Text"];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            getter(ref text);
            yield return text.ToString();
        }
    }
}
