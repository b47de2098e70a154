using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>A trained network bound to an input schema.</summary>
internal sealed class ScoreMapping : RowMapping
{
    private readonly OutputColumn[] _outputs;

    private readonly IHostEnvironment? _environment;

    /// <param name="network">The network.</param>
    /// <param name="inputSchema">The schema of the rows to score.</param>
    /// <param name="environment">Determines whether to continue; null to always continue.</param>
    /// <param name="cancellationToken">Stops scoring between batches.</param>
    internal ScoreMapping(
        IScoringNetwork network, DataViewSchema inputSchema, IHostEnvironment? environment = null,
            CancellationToken cancellationToken = default)
        : this(network, inputSchema, [.. network.Objective.OutputColumns(ScoreAnnotations.NextSetId(inputSchema))], environment,
            cancellationToken)
    {
    }

    private ScoreMapping(
        IScoringNetwork network, DataViewSchema inputSchema, OutputColumn[] outputs, IHostEnvironment? environment,
        CancellationToken cancellationToken)
        : base(inputSchema, [.. outputs.Select(output => output.Column)])
    {
        (Network, _outputs, _environment, CancellationToken) = (network, outputs, environment, cancellationToken);
        Feature = network.Input.Find(inputSchema, network.FeatureColumnName, network.Vocabulary);
    }

    internal IScoringNetwork Network { get; }

    internal DataViewSchema.Column Feature { get; }

    internal CancellationToken CancellationToken { get; }

    /// <exception cref="OperationCanceledException">The context or the token was canceled.</exception>
    internal void CheckAlive()
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (_environment is not null)
            HostEnvironments.CheckAlive(_environment);
    }

    /// <summary>Spreads answers for steps over the rows' slots; null if each sequence has one answer.</summary>
    internal SlotLogits? MakeSlots() => Network.Objective.Head is { IsPerStep: true, Outputs: var outputs } ? new(outputs) : null;

    private protected override IEnumerable<int> Dependencies(int added) => [Feature.Index];

    /// <summary>The getters of the active added columns, all over the logits of the current row.</summary>
    internal Delegate?[] CreateGetters(bool[] active, OutputColumn.CurrentLogits current) =>
        [.. _outputs.Zip(active, (output, isActive) => isActive ? output.CreateGetter(current) : null)];

    /// <summary>Scores the row when one of its columns is read, once for all of them.</summary>
    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active.Contains(true))
            return new Delegate?[active.Length];

        var reader = SequenceReader.Create(input, Feature, Network.Input);
        var sequence = new SequenceBuffer(Network.Input);
        var slots = MakeSlots();
        float[] logits = [];
        int count = 0;
        long? scored = null; // a position before the first row is -1, and has no score
        return CreateGetters(active, Current);

        ReadOnlySpan<float> Current()
        {
            if (scored != input.Position)
            {
                sequence.Clear();
                bool isWhole = reader.ReadInto(sequence);
                sequence.EndSequence();
                slots?.Clear();
                slots?.Add(reader, isWhole);
                count = new LogitLayout(sequence, Network.Objective.Head).Length;
                if (logits.Length < count)
                    logits = new float[count];
                Network.Score(sequence, logits.AsMemory(0, count));
                scored = input.Position;
            }

            var answers = logits.AsSpan(0, count);
            return slots is null ? answers : slots.Spread(0, answers);
        }
    }
}
