namespace MlNet.Sequences.Cli;

/// <summary>The options of <c>serve</c>; null for the library's defaults.</summary>
/// <param name="Models">The models.</param>
/// <param name="Urls">Where to listen.</param>
/// <param name="Json">Whether the log is JSON.</param>
internal sealed record ServeSettings(IReadOnlyList<ServedModelName> Models, string Urls, bool Json)
{
    internal int? Workers { get; init; }

    internal int? BatchSteps { get; init; }

    internal double? BatchDelay { get; init; }

    internal int? Queue { get; init; }

    internal double? Timeout { get; init; }

    internal double? DrainDelay { get; init; }
}
