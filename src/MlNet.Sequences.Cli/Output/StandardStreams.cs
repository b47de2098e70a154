using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>The three streams that the process was started with.</summary>
internal static class StandardStreams
{
    private const int Input = 0, Output = 1, Error = 2;

    /// <summary>
    /// Applies one rule to everything that writes to the console: a message on stderr that can't be written is dropped, and a
    /// result on stdout that can't be written is an <see cref="IOException"/>.
    /// </summary>
    internal static void Guard()
    {
        Console.SetError(Writer(new LenientStream(OpenError())));
        Console.SetOut(Writer(OpenOutput()));
    }

    /// <summary>Standard output, whose writes fail if not everything arrives.</summary>
    internal static Stream OpenOutput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(Output);

    /// <summary>Standard input.</summary>
    /// <exception cref="FailureException">It was closed when the tool started.</exception>
    internal static Stream OpenInput() =>
        OperatingSystem.IsWindows() || DescriptorStream.IsInherited(Input)
            ? Console.OpenStandardInput()
            : throw new FailureException(
                "Standard input was closed when the tool started: send the texts to it, or name a file.");

    private static Stream OpenError() => OperatingSystem.IsWindows() ? Console.OpenStandardError() : new DescriptorStream(Error);

    private static StreamWriter Writer(Stream stream)
    {
        // Only the console's UTF-8 encoding may begin with a byte order mark.
        var encoding = Console.OutputEncoding is UTF8Encoding
            ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
            : Console.OutputEncoding;
        return new StreamWriter(stream, encoding, bufferSize: 256) { AutoFlush = true };
    }
}
