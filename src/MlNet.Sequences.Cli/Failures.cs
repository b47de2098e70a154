using System.CommandLine;
using System.Reflection;

namespace MlNet.Sequences.Cli;

/// <summary>Something that the user can fix; its message is one line that says how.</summary>
internal sealed class FailureException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>An invalid value; its message may list several, each on a line.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Exit codes, and the lines on stderr that go with them.</summary>
internal static class Failures
{
    internal const int Failed = 1;
    internal const int WrongUsage = 2;

    internal static int ReportUsage(IEnumerable<string> errors, Command command)
    {
        foreach (string error in errors)
            Console.Error.WriteLine(Format.Visible(error));
        string name = command is RootCommand ? Tool.Name : $"{Tool.Name} {command.Name}";
        Console.Error.WriteLine($"Try '{name} --help'.");
        return WrongUsage;
    }

    internal static int Report(Exception exception, Command command)
    {
        if (exception is UsageException)
            return ReportUsage([exception.Message], command);

        Console.Error.WriteLine(Format.Visible($"{Tool.Name}: {Describe(exception)}"));
        return Failed;
    }

    /// <summary>The most informative message, on one line.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="names">The names of the library's options; null for their usual names.</param>
    internal static string Describe(Exception exception, OptionNames? names = null)
    {
        var cause = Unwrap(exception);
        string message = cause switch
        {
            _ when OptionMessage.Of(cause) is { } named => named.ToString((names ?? OptionNames.Usual).Of),
            ArgumentException argument => WithoutParameter(argument),
            OutOfMemoryException =>
                "There is not enough memory. Lower --batch-size, --max-length, --hidden-size or --vocabulary-size.",
            UnauthorizedAccessException => $"{cause.Message.TrimEnd('.')}. Change its permissions or choose another path.",
            _ => cause.Message,
        };
        return string.Join(' ', message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Unwraps exceptions that only report that an inner one failed.</summary>
    internal static Exception Unwrap(Exception exception)
    {
        while (exception.InnerException is { } inner && IsWrapper(exception))
            exception = inner;
        return exception;
    }

    private static bool IsWrapper(Exception exception) =>
        exception is TargetInvocationException or AggregateException or TypeInitializationException
        || (exception is InvalidOperationException
            && (exception.Message.StartsWith("Error during class instantiation", StringComparison.Ordinal)
                || exception.Message.StartsWith("Splitter/consolidator worker", StringComparison.Ordinal)));

    // .NET and ML.NET append the name of our parameter, which means nothing to a user.
    private static string WithoutParameter(ArgumentException exception)
    {
        string message = exception.Message;
        int parameter = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        if (parameter < 0)
            parameter = message.IndexOf($"{Environment.NewLine}Parameter name:", StringComparison.Ordinal);
        return parameter < 0 ? message : message[..parameter];
    }
}
