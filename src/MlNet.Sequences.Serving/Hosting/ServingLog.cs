using Microsoft.Extensions.Logging;

namespace MlNet.Sequences.Serving;

/// <summary>What the service logs: never a text.</summary>
internal static partial class ServingLog
{
    [LoggerMessage(1, LogLevel.Information, "Loaded model {Model}, version {Version}, from {Path}, SHA-256 {Sha256}")]
    internal static partial void Loaded(this ILogger logger, string model, int version, string path, string sha256);

    [LoggerMessage(2, LogLevel.Information, "Replaced model {Model}, version {Version}, by {Path}, SHA-256 {Sha256}")]
    internal static partial void Replaced(this ILogger logger, string model, int version, string path, string sha256);

    [LoggerMessage(3, LogLevel.Error, "The new file of model {Model}, version {Version}, {Path}, can't be loaded; the loaded " +
        "model stays")]
    internal static partial void NotReplaced(this ILogger logger, Exception exception, string model, int version, string path);

    [LoggerMessage(4, LogLevel.Critical, "A model can't be loaded; the application stops")]
    internal static partial void NotLoaded(this ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Information, "Stopping: not ready any more; requests are still accepted for {Delay}")]
    internal static partial void Draining(this ILogger logger, TimeSpan delay);

    [LoggerMessage(6, LogLevel.Error, "A request of {Protocol} failed")]
    internal static partial void Failed(this ILogger logger, Exception exception, string protocol);

    [LoggerMessage(7, LogLevel.Debug, "Refused a request of {Protocol} with status {Status}, field {Field}")]
    internal static partial void Refused(this ILogger logger, string protocol, int status, string? field);
}
