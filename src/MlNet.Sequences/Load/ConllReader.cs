using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace MlNet.Sequences;

/// <summary>
/// Reads sentences with a token on each line, its columns separated by tabs or by white space, and an empty line after each
/// sentence: the form of the CoNLL shared tasks, and CoNLL-U of Universal Dependencies.
/// </summary>
/// <remarks>
/// In files with tabs, a line without a tab that begins with # is a comment; in CoNLL-U, so are the tokens "1-2" and "1.1", which
/// stand beside those of the sentence. A tag _ is missing in CoNLL-U: it becomes an empty text.
/// </remarks>
internal sealed class ConllReader : IFileReader
{
    private const int ColumnsOfConllu = 10;
    private const string DocumentStart = "-DOCSTART-";

    private readonly Stream _stream;
    private readonly CsvReader _lines;
    private readonly ConllOptions _options;
    private readonly TableWarnings _file;
    private readonly bool _isConllu;
    private readonly List<string> _tokens = [], _tags = [];
    private char? _separator; // a tab, or a space for any white space; known from the first token on
    private int _columns;

    internal ConllReader(Stream stream, ConllOptions options, bool isConllu, TableWarnings file)
    {
        (_stream, _options, _isConllu, _file) = (stream, options, isConllu, file);
        // A reader of lines: whole lines are read, whatever stands for the separator.
        _lines = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = '\u0001',
            Mode = CsvMode.NoEscape,
            HasHeader = false,
            SkipEmptyLines = false,
            TrackLineNumbers = true,
        });
    }

    /// <summary>The tokens of the sentence.</summary>
    internal IReadOnlyList<string> Tokens => _tokens;

    /// <summary>The tag of each token, empty where it is missing.</summary>
    internal IReadOnlyList<string> Tags => _tags;

    /// <summary>The line on which the sentence begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Goes to the next sentence; false after the last.</summary>
    /// <exception cref="InvalidDataException">The file is malformed; the message names the line.</exception>
    public bool Read()
    {
        _tokens.Clear();
        _tags.Clear();
        while (_lines.Read())
        {
            string line = TextOf(_lines.RawRecord);
            if (!string.IsNullOrWhiteSpace(line))
                AddToken(line);
            else if (_tokens.Count > 0)
                return true;
        }

        return _tokens.Count > 0;
    }

    public void Dispose() => _lines.Dispose();

    private void AddToken(string line)
    {
        if (line.StartsWith('#') && !line.Contains('\t') && _separator != ' ')
            return;
        _separator ??= line.Contains('\t') ? '\t' : ' ';
        string[] fields = _separator == '\t' ? line.Split('\t')
            : line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (_columns == 0)
            CheckColumns(_columns = fields.Length);
        if (fields.Length != _columns)
            throw Malformed(
                $"has {fields.Length} column{(fields.Length == 1 ? "" : "s")}, but the first token's line has {_columns}. " +
                $"Separate columns with {(_separator == '\t' ? "tabs" : "spaces")}, and sentences with an empty line.");
        if (fields[0] == DocumentStart || (_isConllu && fields[0].AsSpan().ContainsAny('-', '.')))
            return;
        string token = fields[TokenColumn], tag = fields[TagColumn];
        if (token.Length == 0)
            throw Malformed($"has no token in the {Ordinal(TokenColumn)} column. Add it, or remove the line.");
        if (_tokens.Count == 0)
            Line = _lines.LineNumber;
        _tokens.Add(token);
        _tags.Add(_isConllu && tag == "_" ? "" : tag);
    }

    private int TokenColumn => _options.TokenColumnIndex ?? (_isConllu ? 1 : 0);

    private int TagColumn => _options.TagColumnIndex ?? (_isConllu ? 3 : _columns - 1);

    private void CheckColumns(int columns)
    {
        if (_isConllu && columns != ColumnsOfConllu)
            throw Malformed(
                $"has {columns} column{(columns == 1 ? "" : "s")}, but CoNLL-U has {ColumnsOfConllu}, separated by " +
                $"tabs. If the file has another format, rename it to .conll.");
        foreach (int column in (int[])[TokenColumn, TagColumn])
        {
            if (column >= columns)
                throw Malformed(
                    $"has {columns} column{(columns == 1 ? "" : "s")}, but the {Ordinal(column)} is requested. Correct " +
                    $"{nameof(ConllOptions.TokenColumnIndex):option} or {nameof(ConllOptions.TagColumnIndex):option}.");
        }

        if (TokenColumn == TagColumn)
            throw Malformed(
                $"needs separate columns for token and tag, but both are read from the {Ordinal(TokenColumn)} column. Add a " +
                $"column of tags to the file, or correct {nameof(ConllOptions.TokenColumnIndex):option} or " +
                $"{nameof(ConllOptions.TagColumnIndex):option}.");
    }

    // Options count columns from 0, other programs from 1: an ordinal is clear in both.
    private static string Ordinal(int index)
    {
        int number = index + 1;
        string suffix = (number % 100) is > 10 and < 14 ? "th"
            : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
        return number switch { 1 => "first", 2 => "second", 3 => "third", _ => FormattableString.Invariant($"{number}{suffix}") };
    }

    private string TextOf(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            _file.WarnOfInvalidBytes(_lines.LineNumber);
        return Encoding.UTF8.GetString(utf8);
    }

    // If a compressed file breaks off, the error says so, and not what is wrong with the last line.
    private InvalidDataException Malformed(OptionMessage what)
    {
        OptionMessage message = $"'{_file.Path}', line {_lines.LineNumber} {what}";
        var failure = message.In(new InvalidDataException(message.ToString()));
        (_stream as WholeGzipStream)?.CheckWhole();
        return failure;
    }
}
