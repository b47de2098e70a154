namespace MlNet.Sequences;

/// <summary>Two classes: logits add up.</summary>
internal sealed class BinaryEnsembleTask : EnsembleTask
{
    internal override string Name => "binary";

    internal override string Expected => "binary classification, with the columns Score and PredictedLabel";

    internal override Objective CreateObjective(IReadOnlyList<Candidate> models)
    {
        Candidate? named = null;
        foreach (var model in models)
        {
            if (model.Objective is not { ClassNames: [var no, var yes] })
                continue;
            named ??= model;
            if (!named.Objective!.ClassNames.SequenceEqual([no, yes]))
                throw new ArgumentException(
                    $"The models must have the same classes; false and true are '{no}' and '{yes}' of {model.Name}, and " +
                    $"'{named.Objective.ClassNames[0]}' and '{named.Objective.ClassNames[1]}' of {named.Name}. Train them on " +
                    "the same labels.", nameof(models));
        }

        return named is { Objective.ClassNames: [var negative, var positive] }
            ? new BinaryObjective { NegativeName = negative, PositiveName = positive }
            : new BinaryObjective();
    }

    internal override MemberAnswer AnswerOf(Candidate model, Objective objective)
    {
        if (model.IsOwn)
            return new(AnswerKind.Logit);
        return model.Output.GetColumnOrNull(ScoreColumns.Probability) is not null
            ? new(AnswerKind.Probability)
            : throw new ArgumentException(
                $"A model must have a column Probability, or scores that are known to be logits; {model.Name} has neither. " +
                "Append a calibrator, such as mlContext.BinaryClassification.Calibrators.Platt().", nameof(model));
    }

    internal override LabelEncoder EncoderOf(Objective objective) => new BooleanLabels();
}
