using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>The warnings about a table, each given once, in whichever pass over the file.</summary>
internal sealed class TableWarnings(IHostEnvironment environment, string path)
{
    private int _invalidBytes;
    private int _loneSurrogates;

    internal string Path => path;

    internal void WarnOfInvalidBytes(long line) => Warn(
        ref _invalidBytes,
        $"'{path}', line {line} has bytes that are not UTF-8; here and in any later line, U+FFFD replaces them. Save the " +
        $"file as UTF-8.");

    internal void WarnOfLoneSurrogates(long line) => Warn(
        ref _loneSurrogates,
        $"'{path}', line {line} has half of a surrogate pair (\\uD800 to \\uDFFF without its other half); here and in any " +
        "later line, U+FFFD replaces it. Write the file with whole characters.");

    internal InvalidDataException EmptyLine(long line) => new($"'{path}', line {line} is empty. Remove it.");

    private void Warn(ref int isGiven, string message)
    {
        if (Interlocked.Exchange(ref isGiven, 1) == 1)
            return;
        using var channel = environment.Register("LoadTable").Start("Reading");
        channel.Warning(MessageSensitivity.None, message);
    }
}
