using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>An ensemble bound to an input schema.</summary>
internal sealed class EnsembleMapping : RowMapping
{
    private readonly OutputColumn[] _outputs;
    private readonly int[] _inputs;

    /// <param name="model">The ensemble.</param>
    /// <param name="inputSchema">The schema of the rows to score.</param>
    /// <param name="cancellationToken">Stops scoring between batches.</param>
    /// <exception cref="ArgumentException">A column that a model needs is missing or of a wrong type.</exception>
    internal EnsembleMapping(
        EnsembleModel model, DataViewSchema inputSchema, CancellationToken cancellationToken = default)
        : this(model, inputSchema, [.. model.Objective.OutputColumns(ScoreAnnotations.NextSetId(inputSchema))], cancellationToken)
    {
    }

    private EnsembleMapping(
        EnsembleModel model, DataViewSchema inputSchema, OutputColumn[] outputs, CancellationToken cancellationToken)
        : base(inputSchema, [.. outputs.Select(output => output.Column)])
    {
        (Model, _outputs, CancellationToken) = (model, outputs, cancellationToken);
        _inputs = [.. model.Members.SelectMany(member => member.InputsIn(inputSchema)).Select(column => column.Index).Distinct()];
    }

    internal EnsembleModel Model { get; }

    internal CancellationToken CancellationToken { get; }

    private protected override IEnumerable<int> Dependencies(int added) => _inputs;

    /// <summary>The getters of the active added columns, all over the sum of the current row's scores.</summary>
    internal Delegate?[] CreateGetters(bool[] active, OutputColumn.CurrentLogits current) =>
        [.. _outputs.Zip(active, (output, isActive) => isActive ? output.CreateGetter(current) : null)];

    /// <summary>Scores the row when one of its columns is read, once for all of them.</summary>
    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active.Contains(true))
            return new Delegate?[active.Length];

        MemberAnswer.Reading[] readers =
            [.. Model.Members.Select(member => member.Answer.CreateReader(member.Score(input), member.Name))];
        int outputs = Model.Objective.Outputs;
        float[] scores = new float[readers.Length * outputs], sum = new float[outputs];
        long? scored = null; // a position before the first row is -1, and has no score
        return CreateGetters(active, Current);

        ReadOnlySpan<float> Current()
        {
            if (scored != input.Position)
            {
                for (int i = 0; i < readers.Length; i++)
                    readers[i](scores.AsSpan(i * outputs, outputs));
                Model.Add(scores, sum);
                scored = input.Position;
            }

            return sum;
        }
    }
}
