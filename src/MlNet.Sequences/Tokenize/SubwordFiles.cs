using System.Text;
using System.Text.Unicode;

namespace MlNet.Sequences;

/// <summary>A vocabulary's files, byte for byte, so that a model file can hold them.</summary>
/// <param name="Vocabulary">The vocabulary: a token per line, or JSON if there are merges.</param>
/// <param name="Merges">The merges of byte pairs, or null for WordPiece.</param>
internal sealed record SubwordFiles(SubwordFiles.Content Vocabulary, SubwordFiles.Content? Merges)
{
    /// <summary>Reads the files that options name.</summary>
    /// <exception cref="FileNotFoundException">A file is missing or is a folder; the message names it.</exception>
    /// <exception cref="InvalidDataException">A tokenizer.json is invalid.</exception>
    internal static SubwordFiles Read(TokenizeIntoSubwordsAsKeysOptions options) => TokenizerJson.IsName(options.VocabularyPath)
        ? TokenizerJson.Read(options.VocabularyPath)
        : new(
            Read(options.VocabularyPath, nameof(options.VocabularyPath)),
            options.MergesPath is { } path ? Read(path, nameof(options.MergesPath)) : null);

    private static Content Read(string path, string option)
    {
        if (Directory.Exists(path))
            throw new FileNotFoundException($"{option} must be a file; '{path}' is a folder. Name the file in it.", path);
        try
        {
            InputFile.Check(path);
            return new($"'{path}'", File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException(
                $"{option} must be a file; '{path}' does not exist. Correct the path; it is relative to " +
                $"'{Directory.GetCurrentDirectory()}'.", path, e);
        }
    }

    /// <summary>A file.</summary>
    /// <param name="Name">Its name in errors, with quotation marks.</param>
    /// <param name="Bytes">The contents.</param>
    internal sealed record Content(string Name, byte[] Bytes)
    {
        private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

        /// <summary>The file's text, without its byte order mark.</summary>
        /// <exception cref="InvalidDataException">The file is empty, or isn't UTF-8.</exception>
        internal string Text()
        {
            ReadOnlySpan<byte> bytes = Bytes;
            if (bytes.StartsWith(Utf8Mark))
                bytes = bytes[Utf8Mark.Length..];
            if (bytes.Trim(" \t\r\n"u8).IsEmpty)
                throw new InvalidDataException(
                    $"A vocabulary's files must not be empty; {Name} is. Use an undamaged copy of the file.");
            if (Utf8.IsValid(bytes))
                return Encoding.UTF8.GetString(bytes);

            char[] characters = new char[bytes.Length];
            Utf8.ToUtf16(bytes, characters, out int valid, out _, replaceInvalidSequences: false);
            throw new InvalidDataException(
                $"A vocabulary's files must be UTF-8; {Name} is not, in line {bytes[..valid].Count((byte)'\n') + 1}. Save it " +
                "as UTF-8.");
        }

        /// <summary>The file's lines; without empty lines at its end.</summary>
        /// <inheritdoc cref="Text" path="/exception"/>
        internal string[] Lines()
        {
            var lines = new List<string>();
            var reader = new StringReader(Text()); // ends lines where Python does, not at every Unicode line end
            while (reader.ReadLine() is { } line)
                lines.Add(line);
            while (lines[^1].Length == 0)
                lines.RemoveAt(lines.Count - 1);
            return [.. lines];
        }
    }
}
