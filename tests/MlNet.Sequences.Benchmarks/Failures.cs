using System.CommandLine;
using System.CommandLine.Invocation;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Something that the user can fix; its message says how.</summary>
internal sealed class FailureException(string message) : Exception(message);

/// <summary>Exit codes: 0 done, 1 failed (one line on stderr says what to do), 2 wrong usage.</summary>
internal static class Failures
{
    internal static int Run(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
                Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine($"Try '{parsed.CommandResult.Command.Name} --help'.");
            return 2;
        }

        try
        {
            // A server among the commands handles signals itself; the others end at once.
            return parsed.Invoke(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (IsForUsers(e))
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    // Anything else is a defect, and its stack trace is wanted.
    private static bool IsForUsers(Exception exception) =>
        exception is FailureException or IOException or UnauthorizedAccessException or InvalidDataException
            or ArgumentException or NativeEngineException;
}
