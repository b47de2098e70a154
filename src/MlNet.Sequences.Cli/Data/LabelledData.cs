using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Texts with labels, from whatever <c>--data</c> names. All views have the columns of <see cref="OwnColumns"/>.
/// </summary>
/// <param name="Name">What messages call it: "the sample", or the path.</param>
/// <param name="Train">The rows to train on.</param>
/// <param name="Test">The data set's own test rows, or null.</param>
/// <param name="All">All rows if the data set has no test part; otherwise null.</param>
internal sealed record LabelledData(string Name, IDataView Train, IDataView? Test, IDataView? All)
{
    /// <summary>
    /// The column whose equal values are held out together, as <see cref="OwnColumns.SamplingKey"/> of <see cref="Train"/>; null
    /// if rows are independent.
    /// </summary>
    internal string? SamplingKey { get; init; }

    /// <summary>The IMDB data set, which has reviews without labels, too; otherwise null.</summary>
    internal ImdbDataset? Imdb { get; init; }

    /// <summary>Names the IMDB data set instead of a path, unless a file or folder has this name.</summary>
    internal const string ImdbName = "imdb";

    private const string Film = "Film"; // the IMDB data set's column

    /// <summary>The source of the library's messages about the download.</summary>
    internal const string Download = "LoadImdb; Download";

    internal const string Forms =
        $"{ImdbName}, which downloads the IMDB data set once (84 MB); its archive (.tar.gz) or unpacked folder; " +
        "a folder with a subfolder of .txt files for each class; " + TextTable.Forms + " and a column with the labels; or " +
        TagFile.Forms;

    /// <param name="mlContext">The context.</param>
    /// <param name="path">The value of <c>--data</c>; null for the sample that comes with the tool.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="messages">Receives warnings.</param>
    /// <param name="cancellationToken">Stops every pass over the rows.</param>
    /// <exception cref="FailureException">The path does not exist, its type is unknown, or a column is missing.</exception>
    internal static LabelledData Load(
        MLContext mlContext, string? path, ColumnNames columns, Messages messages, CancellationToken cancellationToken)
    {
        if (path is null)
            return new LabelledData("the sample", FromTable(SampleFile("train")), FromTable(SampleFile("test")), null)
            {
                SamplingKey = columns.SamplingKey,
            };
        if (Directory.Exists(path))
            return IsImdbFolder(path) ? FromImdb() : FromFolders();
        if (!File.Exists(path) && path == ImdbName)
            return FromDownload();
        if (!File.Exists(path))
            throw new FailureException($"'{path}' does not exist. Correct the path after --data.");
        if (TextTable.IsTable(path))
            return Whole(FromTable(path));
        if (TagFile.IsTagFile(path) && columns.SamplingKey is { } none)
            throw new FailureException(
                $"'{path}' has no column {none}: its lines are tokens. Leave out {ColumnNames.SamplingKeyOption}.");
        if (TagFile.IsTagFile(path))
            return Whole(new SourceView(1, 0, TagFile.Rows(mlContext, path, columns, cancellationToken)));
        if (IsArchive(path))
            return FromImdb();
        throw new FailureException($"'{path}' has an unknown file type. --data takes {Forms}.");

        LabelledData FromImdb() => Parts($"'{path}'", mlContext.Data.LoadImdb(path));

        LabelledData FromDownload()
        {
            try
            {
                return Parts("IMDB", mlContext.Data.LoadImdb(cancellationToken: cancellationToken));
            }
            catch (Exception e) when (Failures.Unwrap(e) is IOException or InvalidDataException or InvalidOperationException)
            {
                string message = Failures.Describe(e);
                throw new FailureException(
                    message.Replace("its path: mlContext.Data.LoadImdb(path)", "its path after --data", StringComparison.Ordinal),
                    e);
            }
        }

        LabelledData Parts(string name, ImdbDataset imdb)
        {
            string key = columns.SamplingKey ?? Film;
            return new(name, FromView(imdb.Train, key), TestOf(imdb) is { } test ? FromView(test) : null, null)
            {
                SamplingKey = key,
                Imdb = imdb,
            };
        }

        // The library's view is lazy: the classes are known before a text is read.
        LabelledData FromFolders() => Whole(FromView(mlContext.Data.LoadFromTextFolders(path), columns.SamplingKey));

        IDataView FromTable(string file)
        {
            KeptColumns kept = columns.SamplingKey is not { } key ? KeptColumns.None
                : new([key]) { Option = ColumnNames.SamplingKeyOption };
            var table = new TextTable(mlContext, file, columns.Texts, columns.Label, kept, messages, cancellationToken);
            var rows = new SourceView(columns.Texts.Count, kept.Names!.Count, table.Rows());
            return kept.AreNone ? rows : WithSamplingKey(OwnColumns.Kept(0)).Fit(rows).Transform(rows);
        }

        // A number, which a cache can hold; an empty text is a missing key.
        IEstimator<ITransformer> WithSamplingKey(string column) =>
            mlContext.Transforms.Conversion.Hash(OwnColumns.SamplingKey, column);

        IDataView FromView(IDataView rows, string? samplingKey = null)
        {
            if (samplingKey is not null)
            {
                string key = Find(rows.Schema, samplingKey, path).Name;
                rows = WithSamplingKey(key).Fit(rows).Transform(rows);
            }

            DataViewSchema.Column[] texts = [.. columns.Texts.Select(name => Find(rows.Schema, name, path))];
            var label = Find(rows.Schema, columns.Label, path);
            foreach (var text in texts.Where(text => text.Type is not TextDataViewType))
                throw new FailureException(
                    $"The column {text.Name} of '{path}' has no texts. Name another with {ColumnNames.TextOption}.");
            return new CancellableView(ToSource(mlContext, rows, texts, label, samplingKey is not null), cancellationToken);
        }

        LabelledData Whole(IDataView rows) => new($"'{path}'", rows, null, rows) { SamplingKey = columns.SamplingKey };
    }

    /// <summary>The rows that evaluate measures.</summary>
    /// <exception cref="FailureException">The data set lacks its test part.</exception>
    internal IDataView ToEvaluate() => Test ?? All ?? throw new FailureException(
        $"{Name} has no test part (test/pos and test/neg). Get the complete data set, or give other texts in a table.");

    private static DataViewSchema.Column Find(DataViewSchema schema, string name, string path)
    {
        string[] names = [.. schema.Select(column => column.Name)];
        int found = Array.FindIndex(names, other => other.Equals(name, StringComparison.OrdinalIgnoreCase));
        return found >= 0 ? schema[found] : throw new FailureException(
            $"'{path}' has no column {name}: it has {ShownNames.List(names)}.{ShownNames.Suggest(name, names)} " +
            $"Correct {ColumnNames.TextOption}, {ColumnNames.LabelOption} or {ColumnNames.SamplingKeyOption}.");
    }

    private static IDataView ToSource(
        MLContext mlContext, IDataView rows, IReadOnlyList<DataViewSchema.Column> texts, DataViewSchema.Column label,
        bool hasSamplingKey)
    {
        const string Label = OwnColumns.Label;
        var conversion = mlContext.Transforms.Conversion;
        IEstimator<ITransformer> toText = label.Type switch
        {
            KeyDataViewType => conversion.MapKeyToValue(Label, label.Name),
            TextDataViewType => mlContext.Transforms.CopyColumns(Label, label.Name),
            BooleanDataViewType => conversion.MapValue(
                Label, [KeyValuePair.Create(false, BinaryLabels.False), KeyValuePair.Create(true, BinaryLabels.True)],
                label.Name),
            _ => conversion.ConvertType(Label, label.Name, DataKind.String),
        };
        return OwnColumns.Copy(mlContext, texts.Select((text, i) => (OwnColumns.Text(i), text.Name))).Append(toText)
            .Append(mlContext.Transforms.SelectColumns(
            [
                .. texts.Select((_, i) => OwnColumns.Text(i)), Label,
                .. hasSamplingKey ? [OwnColumns.SamplingKey] : (string[])[],
            ]))
            .Fit(rows)
            .Transform(rows);
    }

    private static string SampleFile(string part)
    {
        string file = Path.Combine(AppContext.BaseDirectory, "data", $"reviews-{part}.tsv");
        return File.Exists(file) ? file : throw new FailureException(
            $"The tool's sample, '{file}', is missing. Reinstall or rebuild the tool, or name your own data with --data.");
    }

    private static IDataView? TestOf(ImdbDataset imdb)
    {
        try
        {
            return imdb.Test;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether it is the archive or the folder of the IMDB data set.</summary>
    internal static bool IsImdb(string path) =>
        Directory.Exists(path) ? IsImdbFolder(path) : File.Exists(path) && IsArchive(path);

    private static bool IsImdbFolder(string path) =>
        Directory.Exists(Path.Combine(path, "train")) || Directory.Exists(Path.Combine(path, "aclImdb", "train"));

    private static bool IsArchive(string path) =>
        ((string[])[".tar.gz", ".tgz", ".tar"]).Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
