using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Several classes: the logarithms of their probabilities add up.</summary>
internal sealed class MulticlassEnsembleTask : EnsembleTask
{
    internal override string Name => "multiclass";

    internal override string Expected => "multiclass classification, with the columns Score and PredictedLabel";

    internal override Objective CreateObjective(IReadOnlyList<Candidate> models) =>
        new MulticlassObjective { Labels = ClassesOf(models[0]) };

    internal override MemberAnswer AnswerOf(Candidate model, Objective objective)
    {
        var (classes, own) = (((MulticlassObjective)objective).Labels, ClassesOf(model));
        if (own.Count != classes.Count)
            throw Mismatch($"{model.Name} has {own.Count}, and the first model {classes.Count}");
        // Without names on either side the same key is the same class.
        if (own.Values is null || classes.Values is null)
            return new(AnswerKind.Probabilities, [.. Enumerable.Range(0, own.Count)]);
        var places = new Dictionary<string, int>();
        for (int i = 0; i < own.Count; i++)
            places.TryAdd(own.NameOf(i), i);
        string[] names = [.. Enumerable.Range(0, classes.Count).Select(classes.NameOf)];
        string[] unknown = [.. names.Where(name => !places.ContainsKey(name))];
        return unknown.Length == 0 ? new(AnswerKind.Probabilities, [.. names.Select(name => places[name])])
            : throw Mismatch(
                $"{model.Name} does not have {ShownNames.List(unknown, "'")}, and has " +
                ShownNames.List(places.Keys.Except(names), "'"));
    }

    internal override LabelEncoder EncoderOf(Objective objective) => new KeyLabels(((MulticlassObjective)objective).Labels);

    private static LabelKeys ClassesOf(Candidate model) =>
        model.Output.GetColumnOrNull(ScoreColumns.PredictedLabel) is { Type: KeyDataViewType } column
        && model.Output[ScoreColumns.Score].Type is VectorDataViewType { Size: var size } && LabelKeys.Of(column) is var keys
        && keys.Count == size ? keys
            : throw new ArgumentException(
                $"A model's column PredictedLabel must be a key, of as many values as Score has; that of {model.Name} is not.",
                nameof(model));

    private static ArgumentException Mismatch(string what) =>
        new($"The models must have the same classes, in any order; {what}. Train them on the same labels.");
}
