using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>A model and the explanations of its scores, bound to an input schema.</summary>
internal sealed class ContributionMapping : RowMapping
{
    private readonly IScoringNetwork _network;
    private readonly TokenExplainer _explainer;
    private readonly IHostEnvironment? _environment;
    private readonly DataViewSchema.Column _feature;
    private readonly ReadOnlyMemory<char>[] _classNames;
    private readonly int _threads;
    private readonly CancellationToken _cancellationToken;

    /// <param name="network">The model.</param>
    /// <param name="explainer">Explains its scores.</param>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <param name="environment">Determines whether to continue; null to always continue.</param>
    /// <param name="threads">The threads that explain a row.</param>
    /// <param name="cancellationToken">Stops between rows.</param>
    internal ContributionMapping(
        IScoringNetwork network, TokenExplainer explainer, DataViewSchema inputSchema, IHostEnvironment? environment, int threads,
        CancellationToken cancellationToken)
        : base(inputSchema, ContributionColumns.Of(network.Objective))
    {
        (_network, _explainer, _environment, _threads) = (network, explainer, environment, threads);
        _cancellationToken = cancellationToken;
        _feature = network.Input.Find(inputSchema, network.FeatureColumnName, network.Vocabulary);
        var names = network.Objective.ClassNames;
        _classNames = [.. (names.Count > 0 ? names : ScoreColumns.TruthValues).Select(name => name.AsMemory())];
    }

    internal override bool IsCostly => true;

    private protected override IEnumerable<int> Dependencies(int added) => [_feature.Index];

    /// <summary>Explains a row when one of its columns is read, once for all of them.</summary>
    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active.Contains(true))
            return new Delegate?[active.Length];
        var row = new ExplainedRow(this, input);
        Delegate[] getters =
        [
            (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> tokens) =>
                Copy(Array.ConvertAll(row.Tokens(), NameOf), ref tokens)),
            (ValueGetter<VBuffer<float>>)((ref VBuffer<float> values) => Copy(row.Explanation().Contributions, ref values)),
            (ValueGetter<float>)((ref float score) => score = (float)row.Explanation().Score),
            (ValueGetter<float>)((ref float baseline) => baseline = (float)row.Explanation().Baseline),
            (ValueGetter<float>)((ref float gap) => gap = (float)row.Explanation().Gap),
            (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> name) => name = _classNames[row.Explanation().Class]),
        ];
        return [.. active.Select((isActive, i) => isActive ? getters[i] : null)];
    }

    private ReadOnlyMemory<char> NameOf(int token) => TokenNames.Of(_network.Vocabulary, token).AsMemory();

    private static void Copy<T>(T[] values, ref VBuffer<T> target)
    {
        var editor = VBufferEditor.Create(ref target, values.Length);
        values.CopyTo(editor.Values);
        target = editor.Commit();
    }

    /// <summary>The current row of an input.</summary>
    private sealed class ExplainedRow(ContributionMapping mapping, DataViewRow input)
    {
        private readonly SequenceReader _reader = SequenceReader.Create(input, mapping._feature, mapping._network.Input);
        private readonly SequenceBuffer _sequence = new(mapping._network.Input);
        private readonly ValueGetter<DataViewRowId> _getId = input.GetIdGetter();
        private (long Position, DataViewRowId Id)? _read, _explained;
        private int[] _tokens = [];
        private Explanation? _explanation;

        internal int[] Tokens()
        {
            var row = Row();
            if (_read?.Equals(row) != true)
            {
                _sequence.Clear();
                _reader.ReadInto(_sequence);
                _sequence.EndSequence();
                (_tokens, _read) = ([.. _sequence.TokensOf(0)], row);
            }

            return _tokens;
        }

        internal Explanation Explanation()
        {
            var row = Row();
            if (_explained?.Equals(row) != true)
            {
                if (mapping._environment is not null)
                    HostEnvironments.CheckAlive(mapping._environment);
                var explanation = mapping._explainer.Explain(Tokens(), mapping._threads, mapping._cancellationToken);
                (_explanation, _explained) = (explanation, row);
            }

            return _explanation!;
        }

        // The position alone does not tell the rows of chunks that are read ahead apart.
        private (long Position, DataViewRowId Id) Row()
        {
            var id = default(DataViewRowId);
            _getId(ref id);
            return (input.Position, id);
        }
    }
}
