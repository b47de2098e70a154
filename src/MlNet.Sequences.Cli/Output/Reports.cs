using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MlNet.Sequences.Cli;

/// <summary>What train prints. Property names are the JSON's: changing one changes the tool's interface.</summary>
internal sealed record TrainReport
{
    public required string Trainer { get; init; }

    public required string Task { get; init; }

    /// <summary>The classes in the order of their numbers; absent where the task has none by name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyList<string>? Classes { get; init; }

    /// <summary>From the first training step to the last validation.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>All that comes before: reading the data, learning the words, encoding the texts.</summary>
    public required double LoadSeconds { get; init; }

    /// <summary>The recipe; absent without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Recipe { get; init; }

    /// <summary>The language model of the recipe; absent without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LanguageModelReport? LanguageModel { get; init; }

    /// <summary>Absent for n-grams, as the other figures of epochs and of what is random are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EpochReport>? Epochs { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? KeptEpoch { get; init; }

    /// <summary>Why this epoch's weights are kept, a sentence.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KeptEpochReason { get; init; }

    /// <summary>The n-grams beside the network; absent without.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NgramBranchSummary? Ngrams { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Seed { get; init; }

    public required long Rows { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ValidationRows { get; init; }

    /// <summary>The texts without labels that each epoch trained on, too; absent without any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? UnlabeledRows { get; init; }

    /// <summary>The n-grams of each length, from single words on; absent for networks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? NgramsByLength { get; init; }

    /// <summary>The mean cross-entropy of the training texts, of n-grams; absent for networks, whose epochs have it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TrainingLoss { get; init; }

    /// <summary>The SHA-256 of the rows that were used.</summary>
    public required string? DataSha256 { get; init; }

    /// <summary>The step that an earlier process came to; absent where the training was not resumed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ResumedFromStep { get; init; }

    /// <summary>What the network started from, a sentence; absent where it started at random.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StartsFrom { get; init; }

    /// <summary>The settings that nobody set and the data chose, by their names in a settings file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Chosen { get; init; }

    /// <summary>What the fit's own figures warn of, a sentence or two each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The epochs of the models that training continued from; absent if it started from scratch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? EarlierEpochs { get; init; }

    public required long Parameters { get; init; }

    public required string Model { get; init; }

    public required double PeakMemoryMegabytes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MetricsReport? Test { get; init; }
}

/// <summary>An epoch, as train and inspect print it; the validation's part is null where nothing is held out.</summary>
internal sealed record EpochReport(int Epoch, double Loss, double? ValidationLoss, double Seconds, double SamplesPerSecond)
{
    /// <summary>The metrics of the task, beside the other properties and in the order that they are shown in.</summary>
    [JsonExtensionData]
    public IDictionary<string, object?> Metrics { get; init; } = new Dictionary<string, object?>();

    /// <summary>The metrics as people read them.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Shown { get; init; } = [];

    /// <summary>What a table calls them.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Headings { get; init; } = [];

    /// <param name="m">The epoch.</param>
    /// <param name="metrics">The metrics of the task.</param>
    internal static EpochReport Of(EpochMetrics m, IReadOnlyList<EpochMetric> metrics)
    {
        // Others are the perplexity of a language model, or custom metrics of the program that trained the model.
        var custom = m.Validation.Where(metric => !Enum.GetNames<ValidationMetric>().Contains(metric.Key)).ToArray();
        return new(m.Epoch, m.TrainingLoss, m.ValidationLoss, m.TrainingSeconds + m.ValidationSeconds, m.SamplesPerSecond)
        {
            Metrics = metrics.Select(metric => (Name: metric.JsonName, Value: (object?)metric.Of(m)))
                .Concat(custom.Select(metric => (Name: $"validation{metric.Key}", Value: (object?)metric.Value)))
                .DistinctBy(metric => metric.Name).ToDictionary(metric => metric.Name, metric => metric.Value),
            Shown = [
                .. metrics.Select(metric => metric.Format(metric.Of(m))),
                .. custom.Select(metric => Format.Short(metric.Value))],
            Headings = [.. metrics.Select(metric => metric.Heading), .. custom.Select(metric => metric.Key)],
        };
    }
}

/// <summary>What inspect prints.</summary>
internal sealed record ModelReport
{
    public required string Architecture { get; init; }

    public required string Task { get; init; }

    /// <inheritdoc cref="TrainReport.Classes"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyList<string>? Classes { get; init; }

    /// <summary>The number of all weights of <see cref="Layers"/>.</summary>
    public required long Parameters { get; init; }

    /// <summary>The weights, in the order of the layers.</summary>
    public required IReadOnlyList<LayerReport> Layers { get; init; }

    public required int VocabularySize { get; init; }

    /// <summary>The settings of the architecture.</summary>
    public required IReadOnlyDictionary<string, object> Settings { get; init; }

    /// <summary>
    /// Every setting of the training, including those of the architecture; absent for models without them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyDictionary<string, JsonNode?>? TrainingSettings { get; init; }

    /// <summary>Whether the weights are a moving average of the trained ones; absent for models that don't record it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required bool? WeightsAreAverages { get; init; }

    /// <summary>The versions that trained it; absent for models that don't record it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required TrainingVersions? Versions { get; init; }

    public required ColumnsReport Columns { get; init; }

    public required HistoryReport History { get; init; }

    /// <summary>The transformers in order, by the names of their types.</summary>
    public required IReadOnlyList<string> Pipeline { get; init; }
}

/// <summary>A weight of the network, by its name and its shape in PyTorch.</summary>
internal sealed record LayerReport(string Name, IReadOnlyList<int> Shape)
{
    public long Parameters => Shape.Aggregate(1L, (product, extent) => product * extent);
}

/// <summary>
/// The columns that the network reads, and those of the data that the model was trained on. A language model reads no label.
/// </summary>
internal sealed record ColumnsReport(
    string Features, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label,
    IReadOnlyList<ColumnReport> Input)
{
    /// <summary>The columns of the data that the scores depend on.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];
}

internal sealed record ColumnReport(string Name, string Type);

internal sealed record HistoryReport(
    IReadOnlyList<EpochReport> Epochs, int KeptEpoch, bool StoppedEarly, long Rows, long ValidationRows, int Seed,
    double EncodingSeconds, double TotalSeconds)
{
    /// <inheritdoc cref="TrainReport.KeptEpochReason"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? KeptEpochReason { get; init; }

    /// <inheritdoc cref="TrainReport.Ngrams"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NgramBranchSummary? Ngrams { get; init; }

    /// <inheritdoc cref="TrainReport.Warnings"/>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The epochs of the models that training continued from; absent if it started from scratch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? EarlierEpochs { get; init; }

    /// <summary>The SHA-256 of the rows that were used; absent of models that do not hold it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DataSha256 { get; init; }
}

/// <summary>What export prints.</summary>
/// <param name="Output">The file.</param>
/// <param name="Trainer">The network's architecture.</param>
/// <param name="Task">The task.</param>
/// <param name="Weights">The type of the stored weights: float32 or int8.</param>
/// <param name="Bytes">The file's length.</param>
internal sealed record ExportReport(string Output, string Trainer, string Task, string Weights, long Bytes);
