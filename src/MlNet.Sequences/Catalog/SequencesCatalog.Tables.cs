using Microsoft.ML;

namespace MlNet.Sequences;

public static partial class SequencesCatalog
{
    /// <summary>
    /// Loads a table whose first line names its columns: every column as text, by its name. Fields in quotation marks may have
    /// separators and line breaks in them (RFC 4180); such a line break becomes a line feed.
    /// </summary>
    /// <remarks>
    /// A file whose name ends with .gz is decompressed. The file is UTF-8, or has a byte order mark; invalid bytes become U+FFFD,
    /// with a warning. It is read at each pass, row by row, and only the columns that are asked for become text. A column without
    /// a name is called by its place: Column1.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">The separator, quotation and a column of line numbers; null for the defaults.</param>
    /// <example>
    /// <code>
    /// IDataView mails = mlContext.Data.LoadFromCsv("mails.csv");
    /// IDataView reviews = mlContext.Data.LoadFromCsv("reviews.tsv.gz", new CsvOptions { Separator = '\t', AllowQuoting = false
    /// });
    /// </code>
    /// </example>
    /// <exception cref="IOException">The file does not exist, or is not a regular file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty. Rows that have more or fewer fields than the header, or quotation marks that are not closed, throw it
    /// when they are read; the message names the line.
    /// </exception>
    public static IDataView LoadFromCsv(this DataOperationsCatalog catalog, string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return TableLoader.LoadCsv(HostEnvironments.Of(catalog), path, options ?? new());
    }

    /// <summary>
    /// Loads a file with a JSON object on each line: the names in the first object are the columns, all of text. A value that is
    /// missing or null is an empty text; numbers, objects and lists are taken as they are written.
    /// </summary>
    /// <remarks>
    /// A file whose name ends with .gz is decompressed. The file is UTF-8, or has a byte order mark; invalid bytes, and halves of
    /// surrogate pairs, become U+FFFD, with a warning. It is read at each pass, line by line.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">A column of line numbers; null for the defaults.</param>
    /// <example><code>IDataView mails = mlContext.Data.LoadFromJsonLines("mails.jsonl");</code></example>
    /// <exception cref="IOException">The file does not exist, or is not a regular file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is empty, or its first line is not a JSON object; of a later line it is thrown when it is read. The message names
    /// the line.
    /// </exception>
    public static IDataView LoadFromJsonLines(this DataOperationsCatalog catalog, string path, JsonLinesOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return TableLoader.LoadJsonLines(HostEnvironments.Of(catalog), path, options ?? new());
    }

    /// <summary>
    /// Loads sentences with a tag for each token, from a file with a token on each line and an empty line after each sentence, as
    /// the CoNLL shared tasks and Universal Dependencies (CoNLL-U) have them: a row for each sentence, with a column of tokens
    /// and one of tags, both vectors of Text.
    /// </summary>
    /// <remarks>
    /// The columns of the file are separated by tabs, or by white space in a file without tabs. In CoNLL-U, which the extension
    /// .conllu says, comments, multiword tokens and empty nodes are skipped, and a tag <c>_</c> becomes an empty text, which
    /// <c>MapValueToKey</c> maps to a missing key: a token without a tag. A file whose name ends with .gz is decompressed. The
    /// file is UTF-8; invalid bytes become U+FFFD, with a warning. It is read at each pass, sentence by sentence.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">The columns of the file to read, and their names in the rows; null for the defaults.</param>
    /// <example>
    /// <code>
    /// IDataView entities = mlContext.Data.LoadFromConll("entities.conll");
    /// IDataView words = mlContext.Data.LoadFromConll("treebank.conllu", new ConllOptions { TagColumnIndex = 4 });
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="IOException">The file does not exist, or is not a regular file.</exception>
    /// <exception cref="InvalidDataException">
    /// Thrown when rows are read: a line has more or fewer columns than the first token, or no token, or a column is missing. The
    /// message names the line.
    /// </exception>
    public static IDataView LoadFromConll(this DataOperationsCatalog catalog, string path, ConllOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return TableLoader.LoadConll(HostEnvironments.Of(catalog), path, options ?? new());
    }
}
