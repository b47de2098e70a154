using Microsoft.Extensions.Logging;

namespace MlNet.Sequences.Cli;

/// <summary>What <c>serve</c> logs beside the library.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(100, LogLevel.Information, "Ready at {Urls}")]
    internal static partial void Ready(this ILogger logger, string urls);
}
