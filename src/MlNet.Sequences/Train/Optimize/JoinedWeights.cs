using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Weights of a part of the network in one array, and their gradients in another: the optimizer then moves an array by half a dozen operations,
/// and not each weight. On a GPU it takes longer to start an operation than to do it, for all but large weights.
/// </summary>
/// <remarks>The network's weights become views of the arrays and keep them alive; disposing takes the gradients away.</remarks>
internal sealed class JoinedWeights : IDisposable
{
    private readonly IReadOnlyList<TrainedWeight> _weights;
    private readonly int[] _group; // of each weight
    private readonly long[] _start; // of each weight, in its group
    private readonly List<TrainedWeight> _groups = [];
    private readonly HashSet<TrainedWeight> _single = []; // groups of one weight, which stays as it is

    /// <param name="weights">The network's.</param>
    /// <param name="arrayOf">The name of the array that a weight goes into.</param>
    internal JoinedWeights(IReadOnlyList<TrainedWeight> weights, Func<TrainedWeight, string> arrayOf)
    {
        (_weights, _group, _start) = (weights, new int[weights.Count], new long[weights.Count]);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        foreach (var members in Enumerable.Range(0, weights.Count).GroupBy(i => arrayOf(weights[i])))
        {
            int[] places = [.. members];
            foreach (int i in places)
                _group[i] = _groups.Count;
            if (places is [var only])
                _single.Add(Add(members.Key, weights[only].Value, weights[only].Part));
            else
                Join(members.Key, places);
        }
    }

    /// <summary>A weight for each array.</summary>
    internal IReadOnlyList<TrainedWeight> Groups => _groups;

    /// <summary>What is known of each array, for each weight.</summary>
    internal IEnumerable<long> PerWeight(IReadOnlyList<long> perGroup) => _group.Select(group => perGroup[group]);

    /// <summary>What is known of each weight, for each array, whose weights are moved together.</summary>
    internal IEnumerable<long> PerGroup(IReadOnlyList<long> perWeight) =>
        Groups.Select((_, group) => perWeight[Array.IndexOf(_group, group)]);

    /// <summary>Named tensors of the arrays' shapes, <c>kind.array</c>, as such of the weights', <c>kind.weight</c>: views of them.</summary>
    internal IEnumerable<(string Name, torch.Tensor Value)> PerWeight(IEnumerable<(string Name, torch.Tensor Value)> perGroup)
    {
        foreach (var (name, value) in perGroup)
        {
            for (int i = 0; i < _weights.Count; i++)
            {
                string array = Groups[_group[i]].Name;
                if (name.EndsWith($".{array}", StringComparison.Ordinal))
                    yield return (name[..^array.Length] + _weights[i].Name, View(value, i));
            }
        }
    }

    /// <summary>Sets the gradients of joined weights to zero: they stay where they are, and backward passes add to them.</summary>
    internal void ClearGradients()
    {
        foreach (var group in Groups)
        {
            if (_single.Contains(group))
                group.Value.grad = null;
            else
                group.Value.grad!.zero_();
        }
    }

    public void Dispose()
    {
        foreach (var weight in _weights)
            weight.Value.grad = null;
        foreach (var group in Groups.Where(group => !_single.Contains(group)))
            group.Value.Dispose();
    }

    private void Join(string name, int[] members)
    {
        var whole = new Parameter(torch.cat([.. members.Select(i => _weights[i].Value.detach().flatten())]));  // [of all]
        whole.DetachFromDisposeScope();
        var (values, gradients) = (whole.detach(), torch.zeros_like(whole));
        whole.grad = gradients;
        long start = 0;
        foreach (int i in members)
        {
            _start[i] = start;
            start += _weights[i].Value.numel();
            _weights[i].Value.set_(View(values, i));
            _weights[i].Value.grad = View(gradients, i);
        }

        Add(name, whole, _weights[members[0]].Part);
    }

    private TrainedWeight Add(string name, Parameter value, NetworkPart part)
    {
        _groups.Add(new(name, value, part));
        return _groups[^1];
    }

    private torch.Tensor View(torch.Tensor whole, int i) =>
        whole.view(-1).narrow(0, _start[i], _weights[i].Value.numel()).view(_weights[i].Value.shape);
}
