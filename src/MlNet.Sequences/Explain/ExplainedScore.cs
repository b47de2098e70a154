namespace MlNet.Sequences;

/// <summary>
/// The number that is explained, as a function of a model's logits. Of a class the log-odds against the others: log(p / (1 - p)),
/// which is the logit of two classes. In regression the number, in its unit.
/// </summary>
/// <param name="objective">The meaning of the logits.</param>
/// <param name="class">The class; null for the predicted one, of two classes the second.</param>
internal sealed class ExplainedScore(Objective objective, int? @class)
{
    /// <summary>The class that is explained, from 0, for the logits of the whole text; -1 in regression.</summary>
    internal int ClassOf(ReadOnlySpan<float> logits) =>
        objective is RegressionObjective ? -1 : @class ?? (objective is BinaryObjective ? 1 : objective.ClassOf(logits));

    /// <summary>The number for the logits of a text, as a model has them.</summary>
    internal double Of(ReadOnlySpan<float> logits, int chosen)
    {
        double[] exact = new double[logits.Length];
        for (int i = 0; i < exact.Length; i++)
            exact[i] = logits[i];
        return Of(exact, chosen);
    }

    /// <summary>The number for these logits.</summary>
    internal double Of(ReadOnlySpan<double> logits, int chosen) => objective switch
    {
        RegressionObjective { Mean: var mean } => (logits[0] * objective.ScoreUnit) + mean,
        BinaryObjective => chosen == 1 ? logits[0] : -logits[0],
        _ => logits[chosen] - LogSumOfOthers(logits, chosen),
    };

    /// <summary>The derivatives of the number with respect to the logits.</summary>
    internal void Derive(ReadOnlySpan<double> logits, int chosen, Span<double> derivatives)
    {
        if (objective is not MulticlassObjective)
        {
            derivatives[0] = objective is RegressionObjective ? objective.ScoreUnit : chosen == 1 ? 1 : -1;
            return;
        }

        double others = LogSumOfOthers(logits, chosen);
        for (int i = 0; i < logits.Length; i++)
            derivatives[i] = i == chosen ? 1 : -Math.Exp(logits[i] - others);
    }

    private static double LogSumOfOthers(ReadOnlySpan<double> logits, int chosen)
    {
        double greatest = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < logits.Length; i++)
            greatest = i == chosen ? greatest : Math.Max(greatest, logits[i]);
        for (int i = 0; i < logits.Length; i++)
            sum += i == chosen ? 0 : Math.Exp(logits[i] - greatest);
        return greatest + Math.Log(sum);
    }
}
