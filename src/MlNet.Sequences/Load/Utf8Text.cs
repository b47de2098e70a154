using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MlNet.Sequences;

/// <summary>Reads one text file as UTF-8: without its byte order mark, within a limit, and checks whether it is valid.</summary>
internal static class Utf8Text
{
    /// <summary>
    /// Thousands of times the longest review: a larger file is not a text of a data set, and would fill the memory.
    /// </summary>
    internal const int MaximumBytes = 16 * 1024 * 1024;

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>Checks that <see cref="Read"/> accepts the length of a file, in bytes.</summary>
    /// <exception cref="InvalidDataException">The file is empty or larger than <see cref="MaximumBytes"/>.</exception>
    internal static void CheckLength(string name, long length)
    {
        if (length > MaximumBytes)
        {
            throw new InvalidDataException($"A text must be at most {MaximumBytes} bytes long; {name} has {length}. " +
                "Split it or remove it.");
        }

        if (length <= 0)
            throw new InvalidDataException($"A text must not be empty; {name} is. Remove it or restore its text.");
    }

    /// <param name="name">The file's name in errors, with quotation marks.</param>
    /// <param name="length">The file's length in bytes, according to its folder or archive.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="isValid">Whether all bytes were valid UTF-8; those that weren't are U+FFFD in the text.</param>
    /// <exception cref="InvalidDataException">The file is empty, too large, UTF-16, or ends before its length.</exception>
    internal static string Read(string name, long length, Stream content, out bool isValid)
    {
        CheckLength(name, length);

        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            Fill(name, content, buffer.AsSpan(0, (int)length));
            ReadOnlySpan<byte> bytes = buffer.AsSpan(0, (int)length);
            if (bytes.StartsWith(Utf8Mark))
                bytes = bytes[Utf8Mark.Length..];
            if (bytes.IsEmpty)
                throw new InvalidDataException($"A text must not be empty; {name} contains only a byte order mark. Remove it " +
                    "or restore its text.");

            // Read as UTF-8, this would be mostly replacement characters: a warning would not be enough.
            if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            {
                throw new InvalidDataException($"A text must be UTF-8; {name} starts with the byte order mark of UTF-16. " +
                    "Save it as UTF-8.");
            }

            isValid = Utf8.IsValid(bytes);
            return Encoding.UTF8.GetString(bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Fill(string name, Stream content, Span<byte> bytes)
    {
        try
        {
            content.ReadExactly(bytes);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException)
        {
            throw new InvalidDataException($"A file must contain as many bytes as its folder or archive says ({bytes.Length}); " +
                $"{name} can't be read to its end: it is truncated or corrupt ({e.Message}). Get it again.", e);
        }
    }
}
