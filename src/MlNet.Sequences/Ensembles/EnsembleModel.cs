using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>
/// Several models and how their scores add up. Immutable. Saved as <c>ensemble.json</c> and a folder for each model.
/// </summary>
/// <param name="Objective">The meaning of the sum.</param>
/// <param name="Members">The models.</param>
/// <param name="Weights">The factor of each model's scores.</param>
/// <param name="Bias">Is added to a single score.</param>
/// <param name="LabelColumnName">The column of the data with the labels; null if unknown.</param>
/// <param name="Summary">How the weights were fitted; null if they were given.</param>
internal sealed record EnsembleModel(
    Objective Objective, IReadOnlyList<EnsembleMember> Members, IReadOnlyList<double> Weights, double Bias,
    string? LabelColumnName, EnsembleSummary? Summary)
{
    internal const int FormatVersion = 1;

    private const string SettingsEntry = "ensemble.json";

    /// <summary>Adds up a row's scores.</summary>
    /// <param name="scores">Those of each model, <c>[models × outputs]</c>.</param>
    /// <param name="sum"><c>[outputs]</c>.</param>
    internal void Add(ReadOnlySpan<float> scores, Span<float> sum)
    {
        for (int output = 0; output < sum.Length; output++)
        {
            double total = Bias;
            for (int model = 0; model < Weights.Count; model++)
            {
                // A model without weight has no say, whatever it returns.
                if (Weights[model] != 0)
                    total += Weights[model] * scores[(model * sum.Length) + output];
            }

            sum[output] = (float)total;
        }
    }

    internal void Save(ModelWriter writer)
    {
        writer.AddJson(SettingsEntry, new Entry(
            ModelParts<Objective>.NameOf(Objective), ModelParts<Objective>.ToJson(Objective),
            [.. Members.Select(member => member.Answer)], Weights, Bias, LabelColumnName, Summary));
        for (int i = 0; i < Members.Count; i++)
            writer.AddModel(FolderOf(i), Members[i].Scorer);
    }

    /// <exception cref="InvalidDataException">The entries are damaged or don't fit each other.</exception>
    internal static EnsembleModel Load(ModelReader reader)
    {
        var entry = reader.GetJson<Entry>(SettingsEntry);
        var objective = ModelParts<Objective>.FromJson(entry.Objective, entry.ObjectiveSettings);
        ModelReader.CheckSettings(SettingsEntry, entry.Objective, objective.AddViolations);
        if (entry.Models.Count == 0 || entry.Weights.Count != entry.Models.Count)
            throw Damaged($"has {entry.Weights.Count} weights for {entry.Models.Count} models");
        if (!entry.Weights.All(weight => double.IsFinite(weight) && weight >= 0) || !double.IsFinite(entry.Bias))
            throw Damaged("has a weight that is negative or no number");
        if (entry.Models.FirstOrDefault(answer => !Fits(answer, objective)) is { } wrong)
            throw Damaged($"has a model that returns {wrong.Kind} in an ensemble of {objective.Describe()}");
        if (entry.Summary is { } summary && summary.ModelLosses.Count != entry.Models.Count)
            throw Damaged($"has {summary.ModelLosses.Count} losses of {entry.Models.Count} models");
        var members = new List<EnsembleMember>();
        try
        {
            for (int i = 0; i < entry.Models.Count; i++)
            {
                var model = reader.GetModel(FolderOf(i));
                members.Add(new(EnsembleMember.NameOf(i, TrainedModels.Steps(model).Last()), model, entry.Models[i]));
            }
        }
        catch
        {
            members.ForEach(member => (member.Scorer as IDisposable)?.Dispose());
            throw;
        }

        return new(objective, members, entry.Weights, entry.Bias, entry.LabelColumnName, entry.Summary);

        static InvalidDataException Damaged(string what) => ModelReader.Damaged(SettingsEntry, what);
    }

    private static bool Fits(MemberAnswer answer, Objective objective) => objective switch
    {
        BinaryObjective => answer is { Kind: AnswerKind.Logit or AnswerKind.Probability, Places: null },
        MulticlassObjective => answer is { Kind: AnswerKind.Probabilities, Places: { } places }
            && places.Count == objective.Outputs && places.Order().SequenceEqual(Enumerable.Range(0, objective.Outputs)),
        RegressionObjective => answer is { Kind: AnswerKind.Number, Places: null },
        _ => false,
    };

    private static string FolderOf(int model) => FormattableString.Invariant($"Model{model:000}");

    private sealed record Entry(
        string Objective, JsonElement ObjectiveSettings, IReadOnlyList<MemberAnswer> Models, IReadOnlyList<double> Weights,
        double Bias, string? LabelColumnName, EnsembleSummary? Summary);
}
