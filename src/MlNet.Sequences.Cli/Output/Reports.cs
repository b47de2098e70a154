using System.Text.Json.Serialization;

namespace MlNet.Sequences.Cli;

/// <summary>What train prints. Property names are the JSON's: changing one changes the tool's interface.</summary>
internal sealed record TrainReport
{
    /// <summary>From the first training step to the last validation.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>All that comes before: reading the data, learning the words, encoding the texts.</summary>
    public required double LoadSeconds { get; init; }

    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    public required int KeptEpoch { get; init; }

    public required int Seed { get; init; }

    public required long Rows { get; init; }

    public required long ValidationRows { get; init; }

    public required long Parameters { get; init; }

    public required string Model { get; init; }

    public required double PeakMemoryMegabytes { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MetricsReport? Test { get; init; }
}

/// <summary>An epoch, as train and inspect print it; the validation's part is null where nothing is held out.</summary>
internal sealed record EpochReport(
    int Epoch, double Loss, double? ValidationLoss, double? ValidationAccuracy, double? ValidationAreaUnderRocCurve, double Seconds,
    double SamplesPerSecond)
{
    internal static EpochReport Of(EpochMetrics m) => new(
        m.Epoch, m.TrainingLoss, m.ValidationLoss, m.ValidationAccuracy, m.ValidationAreaUnderRocCurve,
        m.TrainingSeconds + m.ValidationSeconds, m.SamplesPerSecond);
}

/// <summary>How well a model does on rows that it never saw. The log-loss is ML.NET's: in bits, a fair coin has 1.</summary>
internal sealed record MetricsReport(
    double Accuracy, double Auc, double F1, double LogLoss, long Rows, double Seconds, double RowsPerSecond,
    ConfusionReport ConfusionMatrix);

internal sealed record ConfusionReport(long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives);

/// <summary>A line of predict.</summary>
internal sealed record PredictionReport(string Text, bool Label, float Probability, float Score);

/// <summary>What inspect prints.</summary>
internal sealed record ModelReport
{
    public required string Architecture { get; init; }

    public required string Task { get; init; }

    public required long Parameters { get; init; }

    public required int VocabularySize { get; init; }

    public required IReadOnlyDictionary<string, object> Settings { get; init; }

    public required ColumnsReport Columns { get; init; }

    public required HistoryReport History { get; init; }

    /// <summary>The transformers in order, by the names of their types.</summary>
    public required IReadOnlyList<string> Pipeline { get; init; }
}

/// <summary>The columns that the network reads, and those of the data that the model was trained on.</summary>
internal sealed record ColumnsReport(string Features, string Label, IReadOnlyList<ColumnReport> Input);

internal sealed record ColumnReport(string Name, string Type);

internal sealed record HistoryReport(
    IReadOnlyList<EpochReport> Epochs, int KeptEpoch, bool StoppedEarly, long Rows, long ValidationRows, int Seed,
    double EncodingSeconds, double TotalSeconds);
