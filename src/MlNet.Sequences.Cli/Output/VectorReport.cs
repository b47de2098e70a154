using System.Text.Json.Serialization;

namespace MlNet.Sequences.Cli;

/// <summary>What vectors prints. Property names are the JSON's: changing one changes the tool's interface.</summary>
internal sealed record VectorReport
{
    /// <summary>The words that have vectors.</summary>
    public int Words { get; init; }

    /// <summary>The length of a vector.</summary>
    public int Dimension { get; init; }

    /// <summary>"skip-gram" or "cbow"; absent if nothing was trained, like the next six.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Algorithm { get; init; }

    /// <summary>The texts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Rows { get; init; }

    /// <summary>The words of all texts that have vectors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Tokens { get; init; }

    /// <summary>The mean loss of each epoch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<double>? Losses { get; init; }

    /// <summary>The seed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Seed { get; init; }

    /// <summary>The threads.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Threads { get; init; }

    /// <summary>The time from reading the first text to the finished file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Seconds { get; init; }

    /// <summary>The path of the file that was written; absent without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Output { get; init; }

    /// <summary>Its format: "text", "binary" or "model".</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Format { get; init; }

    /// <summary>The answer to --nearest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Neighbor>? Nearest { get; init; }

    /// <summary>The answer to --analogy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Neighbor>? Analogy { get; init; }

    /// <param name="Word">A word.</param>
    /// <param name="Similarity">The cosine of its vector and the requested one.</param>
    internal sealed record Neighbor(string Word, float Similarity);
}
