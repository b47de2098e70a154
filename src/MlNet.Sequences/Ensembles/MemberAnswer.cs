using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>How what a model of an ensemble says is read as scores that can be added up. Saved with the ensemble.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Places">The place of each of the ensemble's classes among the model's; null if there is one score.</param>
internal sealed record MemberAnswer(AnswerKind Kind, IReadOnlyList<int>? Places = null)
{
    // A probability of float32 may be exactly 0 or 1.
    private const float LeastProbability = 1e-6f;
    private const float MostOffOne = 1e-2f;

    /// <summary>Reads the scores of a row.</summary>
    internal delegate void Reading(Span<float> scores);

    /// <summary>The column that is read.</summary>
    internal string ColumnName => Kind == AnswerKind.Probability ? ScoreColumns.Probability : ScoreColumns.Score;

    /// <summary>The reader of a row's scores: a logit, the logarithm of each class's probability, or a number.</summary>
    /// <param name="row">A row that the model has scored.</param>
    /// <param name="model">The model, as in messages.</param>
    /// <exception cref="InvalidOperationException">The model returns something else; thrown by the reader, too.</exception>
    internal Reading CreateReader(DataViewRow row, string model)
    {
        var column = row.Schema[ColumnName];
        if (Kind == AnswerKind.Probabilities)
            return CreateClassReader(row, column, model, Places!);
        var getter = row.GetGetter<float>(column);
        bool isProbability = Kind == AnswerKind.Probability;
        return scores =>
        {
            getter(ref scores[0]);
            if (!isProbability)
                return;
            if (scores[0] is < 0 or > 1)
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"Probabilities must be from 0 to 1; column '{column.Name}' of {model} has {scores[0]}. Calibrate it."));
            double probability = Math.Clamp(scores[0], LeastProbability, 1 - LeastProbability);
            scores[0] = (float)Math.Log(probability / (1 - probability));
        };
    }

    private static Reading CreateClassReader(
        DataViewRow row, DataViewSchema.Column column, string model, IReadOnlyList<int> places)
    {
        var getter = row.GetGetter<VBuffer<float>>(column);
        VBuffer<float> buffer = default;
        float[] probabilities = new float[places.Count];
        return scores =>
        {
            getter(ref buffer);
            if (buffer.Length != probabilities.Length)
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"{model} must return a score for each of {probabilities.Length} classes; it returned {buffer.Length}."));
            buffer.CopyTo(probabilities);
            float sum = 0, least = 0;
            foreach (float probability in probabilities)
                (sum, least) = (sum + probability, Math.Min(least, probability));
            if (least < 0 || Math.Abs(sum - 1) > MostOffOne)
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"The scores of a row must be probabilities, which add up to 1; those of {model} add up to {sum}, and the ") +
                    FormattableString.Invariant($"least is {least}. Use a trainer of probabilities, such as maximum entropy."));
            for (int i = 0; i < scores.Length; i++)
                scores[i] = MathF.Log(Math.Max(LeastProbability, probabilities[places[i]] / sum));
        };
    }
}
