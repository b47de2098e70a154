using System.Text.RegularExpressions;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The steps of a pipeline that its scores depend on, and the columns of the data that these read: other steps, such as mapping
/// labels, are left out, and nothing is guessed from names.
/// </summary>
internal sealed partial class ScoringSteps
{
    private readonly IReadOnlyList<ITransformer> _pipeline;
    private readonly DataViewSchema[] _schemas; // before each step, and after the last
    private readonly bool[] _runs; // false for a step that lacks a column that only training data have

    private ScoringSteps(IReadOnlyList<ITransformer> pipeline, DataViewSchema[] schemas, bool[] runs) =>
        (_pipeline, _schemas, _runs) = (pipeline, schemas, runs);

    /// <summary>The steps, in order.</summary>
    internal IReadOnlyList<ITransformer> Steps { get; private init; } = [];

    /// <summary>The columns of the data that the steps read.</summary>
    internal IReadOnlyList<DataViewSchema.Column> Inputs { get; private init; } = [];

    /// <summary>The columns of the data that the label is made from; empty if the data are not known to have it.</summary>
    internal IReadOnlyList<DataViewSchema.Column> LabelInputs { get; private init; } = [];

    /// <summary>The steps that make the label from them.</summary>
    internal IReadOnlyList<ITransformer> LabelSteps { get; private init; } = [];

    /// <summary>The predictor's output schema.</summary>
    internal required DataViewSchema Output { get; init; }

    /// <param name="inputSchema">The columns of the data that the pipeline was trained on; null if unknown.</param>
    /// <param name="pipeline">The steps.</param>
    /// <param name="predictor">The step among them that predicts.</param>
    /// <param name="label">The column of the labels, as the predictor would read it; null if unknown.</param>
    /// <exception cref="ArgumentException">The predictor does not find its column.</exception>
    internal static ScoringSteps Of(
        DataViewSchema? inputSchema, IReadOnlyList<ITransformer> pipeline, ITransformer predictor, string? label)
    {
        var steps = Bind(inputSchema, pipeline, predictor);
        int place = pipeline.ToList().IndexOf(predictor);
        var (scored, last) = (steps._schemas[place + 1], steps._schemas[^1]);
        HashSet<int>[] wanted = [.. steps._schemas.Select(_ => new HashSet<int>())];
        foreach (string name in ScoreColumns.NamesIn(scored))
        {
            // A calibrator after the predictor changes the probability; a step that changes the type is for display.
            if (last.GetColumnOrNull(name) is { } changed && changed.Type.Equals(scored[name].Type))
                wanted[^1].Add(changed.Index);
            else
                wanted[place + 1].Add(scored[name].Index);
        }

        var kept = new List<ITransformer>();
        steps.Walk(wanted, pipeline.Count, kept);
        HashSet<int>[] labels = [.. steps._schemas.Take(place + 1).Select(_ => new HashSet<int>())];
        if (label is not null && steps._schemas[place].GetColumnOrNull(label) is { } column)
            labels[place].Add(column.Index);
        var labelSteps = new List<ITransformer>();
        steps.Walk(labels, place, labelSteps);
        return new(pipeline, steps._schemas, steps._runs)
        {
            Steps = kept,
            Inputs = [.. wanted[0].Order().Select(index => steps._schemas[0][index])],
            LabelInputs = [.. labels[0].Order().Select(index => steps._schemas[0][index])],
            LabelSteps = labelSteps,
            Output = scored,
        };
    }

    // Backward from the required columns after each step to those before it.
    private void Walk(HashSet<int>[] wanted, int last, List<ITransformer> kept)
    {
        for (int i = last - 1; i >= 0; i--)
        {
            var (before, after) = (_schemas[i], _schemas[i + 1]);
            if (!_runs[i])
            {
                wanted[i].UnionWith(wanted[i + 1]);
                continue;
            }

            if (!_pipeline[i].IsRowToRowMapper)
            {
                // Its columns are unknown, so it stays and gets everything that it may read.
                wanted[i].UnionWith(before.Where(column => !column.IsHidden).Select(column => column.Index));
                kept.Insert(0, _pipeline[i]);
                continue;
            }

            var mapper = _pipeline[i].GetRowToRowMapper(before);
            bool appends = after.Count >= before.Count && before.All(column => after[column.Index].Name == column.Name);
            bool isNeeded = false;
            foreach (int index in wanted[i + 1])
            {
                if (appends && index < before.Count)
                {
                    wanted[i].Add(index);
                    continue;
                }

                int[] read = [.. mapper.GetDependencies([mapper.OutputSchema[index]]).Select(column => column.Index)];
                wanted[i].UnionWith(read);
                isNeeded |= appends || read is not [var only] || before[only].Name != after[index].Name
                    || !before[only].Type.Equals(after[index].Type);
            }

            if (isNeeded)
                kept.Insert(0, _pipeline[i]);
        }
    }

    // A model may be saved without the data's columns: then they are texts, with the names that the steps request.
    private static ScoringSteps Bind(DataViewSchema? inputSchema, IReadOnlyList<ITransformer> pipeline, ITransformer predictor)
    {
        var added = new List<string>();
        while (true)
        {
            var schemas = new DataViewSchema[pipeline.Count + 1];
            var runs = new bool[pipeline.Count];
            schemas[0] = WithTexts(inputSchema, added);
            string? missing = null;
            for (int i = 0; i < pipeline.Count && missing is null; i++)
            {
                try
                {
                    schemas[i + 1] = pipeline[i].GetOutputSchema(schemas[i]);
                    runs[i] = true;
                }
                catch (ArgumentException e)
                {
                    missing = MissingColumn().Matches(e.Message).Select(match => match.Groups["name"].Value)
                        .FirstOrDefault(name => schemas[0].GetColumnOrNull(name) is null && !added.Contains(name));
                    if (missing is null && pipeline[i] == predictor)
                        throw;
                    schemas[i + 1] = schemas[i];
                }
            }

            if (missing is null)
                return new(pipeline, schemas, runs) { Output = schemas[^1] };
            added.Add(missing);
        }
    }

    private static DataViewSchema WithTexts(DataViewSchema? schema, IEnumerable<string> names)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in schema ?? Enumerable.Empty<DataViewSchema.Column>())
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        foreach (string name in names)
            builder.AddColumn(name, TextDataViewType.Instance);
        return builder.ToSchema();
    }

    [GeneratedRegex("column '(?<name>[^']+)'")]
    private static partial Regex MissingColumn();
}
