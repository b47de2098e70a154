using Microsoft.ML;
using Microsoft.ML.Data;

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
        return Named(mlContext, rows, column);
    }

    /// <summary>The texts without labels to train on, in the column that the pipeline reads; null if there are none.</summary>
    /// <exception cref="UsageException">The pipeline reads several columns of texts.</exception>
    /// <inheritdoc cref="Load" path="/exception"/>
    internal static IDataView? Find(
        MLContext mlContext, TrainSettings settings, LabelledData data, Messages messages, CancellationToken cancellationToken)
    {
        var columns = settings.PipelineColumns.Texts;
        if (settings.Unlabeled is null)
            return settings.Recipe is null || data.Imdb is not { } imdb
                ? null
                : OfImdb(mlContext, imdb, columns[0], cancellationToken);
        if (columns.Count > 1)
            throw new UsageException(
                $"--unlabeled has texts for a model that reads one column; received a model that reads " +
                $"{Words.List([.. columns])}. Leave --unlabeled out.");
        string column = settings.Columns.Texts[0];
        var texts = Load(mlContext, settings.Unlabeled, column, messages, cancellationToken);
        return column == columns[0] ? texts
            : mlContext.Transforms.CopyColumns(columns[0], column).Fit(texts).Transform(texts);
    }

    /// <summary>The reviews without labels of the IMDB data set, in a column of this name; null if it lacks that part.</summary>
    internal static IDataView? OfImdb(
        MLContext mlContext, ImdbDataset imdb, string column, CancellationToken cancellationToken) =>
        UnlabeledPartOf(imdb) is { } part ? Named(mlContext, new CancellableView(Rows([part]), cancellationToken), column) : null;

    private static IDataView Named(MLContext mlContext, IDataView rows, string column) =>
        OwnColumns.Copy(mlContext, [(column, OwnColumns.Text(0))]).Append(mlContext.Transforms.SelectColumns(column))
            .Fit(rows).Transform(rows);

    private static IEnumerable<IDataView> Imdb(ImdbDataset imdb)
    {
        yield return imdb.Train;
        if (UnlabeledPartOf(imdb) is { } unlabeled)
            yield return unlabeled;
    }

    private static IDataView? UnlabeledPartOf(ImdbDataset imdb)
    {
        try
        {
            return imdb.Unlabeled;
        }
        catch (InvalidOperationException)
        {
            return null; // a data set without that part
        }
    }

    private static SourceView Rows(IEnumerable<IDataView> views) => new(
        1, 0, views.SelectMany(view => view.GetColumn<string>("Text")).Select((text, i) => new SourceRow([text], "", [], i + 1)));
}
