using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The steps ahead of a window as its target.</summary>
/// <param name="network">The network.</param>
/// <param name="objective">The loss.</param>
/// <param name="gap">The steps between what is trained on and what is held out.</param>
internal sealed class ForecastTask(ForecastArchitecture network, ForecastObjective objective, int gap) : SequenceTask
{
    // About so many forecasts of one target make a step, and at least so many steps an epoch.
    private const int SequencesInStep = 512, LeastStepsInEpoch = 16;

    internal override string Name => "forecasting";

    internal override LabelKind LabelKind => LabelKind.Number;

    internal override string Needs => "a window and a horizon with values";

    internal override JsonObject Settings => new()
    {
        ["network"] = Node(ModelParts<NetworkArchitecture>.ToJson(network)),
        ["objective"] = Node(ModelParts<Objective>.ToJson(objective)),
        ["validationGap"] = gap,
    };

    private protected override IReadOnlyList<ValidationMetric> Metrics { get; } =
        [ValidationMetric.Loss, ValidationMetric.RootMeanSquaredError, ValidationMetric.MeanAbsoluteError];

    internal override void Choose(SequenceTrainerOptions options, long rows)
    {
        long most = Math.Max(8, rows / LeastStepsInEpoch), windows = Math.Max(8, SequencesInStep / network.Targets);
        options.BatchSize ??= 1 << BitOperations.Log2((uint)Math.Min(most, windows));
    }

    internal override Objective CreateObjective(LabelEncoder labels, LabelSummary summary, ObjectiveOptions options) => objective;

    private protected override Objective Promised(SchemaShape.Column label) => objective;

    private static JsonNode? Node(JsonElement element) => JsonNode.Parse(element.GetRawText());
}
