using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>A tag for each token: keys whose values are the tags.</summary>
internal sealed class TaggingTask : TextTask
{
    internal override string Name => "tagging";

    internal override IReadOnlyList<EpochMetric> EpochMetrics => Multiclass.EpochMetrics;

    internal override bool HasTokens => true;

    /// <summary>
    /// Whether the labels are lists of tags, and the texts lists of tokens, as in a .jsonl or .conll file.
    /// </summary>
    internal static bool IsFor(LabelSurvey survey) =>
        survey.Labels.All(label => TokenList.OfArray(label.Text) is not null)
        && TokenList.OfArray(Pairs(survey).First().Text) is not null;

    internal override string Describe(LabelSurvey survey) => Describe(ClassesOf(survey));

    private static string Describe(ClassNames tags) => $"tagging ({tags.Count} tags: {List(tags)})";

    internal override ClassNames ClassesOf(LabelSurvey survey) =>
        new([.. survey.Labels.SelectMany(label => TokenList.Of(label.Text)).Where(tag => tag.Length > 0).Distinct()
            .Order(StringComparer.Ordinal)]);

    private protected override SequenceTrainer CreateNetwork(MLContext mlContext, SequenceTrainerOptions options) =>
        mlContext.MulticlassClassification.Trainers.SequenceTagging(options);

    internal override MetricsReport Evaluate(
        MLContext mlContext, IDataView scored, string label, IReadOnlyList<string> classes, string name)
    {
        // Both passes read the scores.
        if (EntityCounter.AreEntities(classes))
            scored = mlContext.Data.Cache(scored, label, "Score", "PredictedLabel");
        var report = MulticlassReport.Of(
            mlContext.MulticlassClassification.EvaluateTagging(scored, label), classes);
        return new TaggingReport(report)
        {
            Entities = EntityCounter.AreEntities(classes) ? EntityCounter.Count(scored, label, classes) : null,
        };
    }

    internal override Findings CreateFindings(IReadOnlyList<string> classes) => new TaggingFindings(classes);

    internal override bool Knows(string label, ClassNames classes) => FirstUnknown(label, classes) is null;

    private protected override void LeaveOut(
        LabelSurvey survey, IReadOnlyList<LabelFound> unknown, ClassNames classes, Messages messages) =>
        throw new FailureException(
            $"{survey.PlaceOf(unknown[0])}: the model has no tag '{FirstUnknown(unknown[0].Text, classes)}'; its tags are " +
            $"{List(classes)}. Correct it, or leave it empty to ignore the token.");

    private protected override IDataView MapRows(
        MLContext mlContext, LabelSurvey survey, ClassNames classes, ColumnNames columns)
    {
        if (columns.Texts.Count > 1)
            throw new FailureException(
                $"A tagger reads the words of one column, but this model reads {Words.List(columns.Texts)}. Evaluate it with " +
                "ML.NET.");
        foreach (var (text, label, line) in Pairs(survey))
        {
            int words = TokenList.Of(text).Length, tags = TokenList.Of(label).Length;
            if (words != tags)
                throw new FailureException(
                    $"{survey.PlaceOf(new(label, 1, line))}: each word needs one tag, but there are {words} words and {tags} " +
                    "tags. Split both the same way.");
        }

        return new TaggedView(survey.Rows, classes, columns);
    }

    private static string? FirstUnknown(string label, ClassNames classes) =>
        TokenList.Of(label).FirstOrDefault(tag => tag.Length > 0 && !classes.Contains(tag));

    private static IEnumerable<(string Text, string Label, long Line)> Pairs(LabelSurvey survey)
    {
        var schema = survey.Rows.Schema;
        var (text, label, line) = (schema[OwnColumns.Text(0)], schema[OwnColumns.Label], schema.GetColumnOrNull(OwnColumns.Line));
        using var cursor = survey.Rows.GetRowCursor(line is null ? [text, label] : [text, label, line.Value]);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(text);
        var getLabel = cursor.GetGetter<ReadOnlyMemory<char>>(label);
        var getLine = line is null ? null : cursor.GetGetter<long>(line.Value);
        var (own, tags, number) = (default(ReadOnlyMemory<char>), default(ReadOnlyMemory<char>), 0L);
        while (cursor.MoveNext())
        {
            getText(ref own);
            getLabel(ref tags);
            getLine?.Invoke(ref number);
            yield return (own.ToString(), tags.ToString(), number);
        }
    }
}
