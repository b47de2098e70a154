using System.IO.Compression;
using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Checks the size of an entry in a model file's zip. ML.NET inflates an entry into a temporary file, whatever its size, before
/// it can be examined: two megabytes can become two gigabytes.
/// </summary>
internal static class ModelArchive
{
    // Only zeros shrink to a thousandth. Weights hardly shrink, and text to a tenth.
    private const long MostTimes = 200;
    private const long NeverTooMuch = 16 << 20;

    /// <summary>
    /// Checks an entry that is still in the zip; a model stored otherwise can't be checked before it is read.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// It has more bytes than allowed, or inflates to more than any content does.
    /// </exception>
    internal static void CheckSize(ModelLoadContext context, string name, long most)
    {
        if (Find(context, name) is not { } entry)
            return;
        CheckSize(name, entry.Length, most);
        if (entry.Length > NeverTooMuch && entry.Length / MostTimes > entry.CompressedLength)
            throw ModelReader.Damaged(
                name,
                FormattableString.Invariant(
                    $"inflates from {entry.CompressedLength} bytes to {entry.Length}, which no model's content does"));
    }

    /// <summary>Checks an entry's size against what was written, and the limit of an array.</summary>
    internal static void CheckSize(string name, long length, long most)
    {
        if (length > Math.Min(most, Array.MaxLength))
            throw ModelReader.Damaged(name, ModelReader.WrongLength(length, most));
    }

    private static ZipArchiveEntry? Find(ModelLoadContext context, string name)
    {
        if (context.Repository is null)
            return null;
        string path = Path.Combine(context.Directory ?? "", name);
        var entries = EntriesOf(context.Repository);
        return entries.GetValueOrDefault(path) ?? entries.GetValueOrDefault(path.Replace('/', '\\'));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_entries")]
    private static extern ref Dictionary<string, ZipArchiveEntry> EntriesOf(RepositoryReader repository);
}
