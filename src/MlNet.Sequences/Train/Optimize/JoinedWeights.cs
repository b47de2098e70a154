using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Weights joined in arrays, with one array for all gradients: the optimizer updates an array, rather than each weight, with half
/// a dozen operations, and gradients are averaged, clipped and cleared at once. On a GPU, launching an operation takes longer
/// than running it, for all but large weights.
/// </summary>
/// <remarks>The network's weights become views of the arrays and keep them alive; disposing removes the gradients.</remarks>
internal sealed class JoinedWeights : IDisposable
{
    private readonly IReadOnlyList<TrainedWeight> _weights;
    private readonly int[] _group; // of each weight
    private readonly long[] _start; // of each weight, in its group
    private readonly List<TrainedWeight> _groups = [];
    private readonly torch.Tensor _gradients; // [of all]

    /// <param name="weights">The network's weights.</param>
    /// <param name="arrayOf">Returns the name of a weight's array.</param>
    internal JoinedWeights(IReadOnlyList<TrainedWeight> weights, Func<TrainedWeight, string> arrayOf)
    {
        (_weights, _group, _start) = (weights, new int[weights.Count], new long[weights.Count]);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        long count = weights.Sum(weight => weight.Value.numel()), start = 0;
        _gradients = torch.zeros(count, device: weights[0].Value.device).DetachFromDisposeScope();
        foreach (var members in Enumerable.Range(0, weights.Count).GroupBy(i => arrayOf(weights[i])))
        {
            // A recurrent layer's come first: cuDNN uses them in place at the beginning of an array, and copies them each time
            // elsewhere.
            Join(members.Key, [.. members.OrderBy(i => weights[i].Part != NetworkPart.Body)], start);
            start += _groups[^1].Value.numel();
        }
    }

    /// <summary>A weight for each array.</summary>
    internal IReadOnlyList<TrainedWeight> Groups => _groups;

    /// <summary>The gradients of all weights as one, if all are trained; else those of the trained arrays.</summary>
    internal IReadOnlyList<torch.Tensor> Gradients() => _groups.TrueForAll(group => group.Value.requires_grad)
        ? [_gradients]
        : [.. _groups.Where(group => group.Value.requires_grad).Select(group => group.Value.grad!)];

    /// <summary>Maps values of arrays to weights.</summary>
    internal IEnumerable<long> PerWeight(IReadOnlyList<long> perGroup) => _group.Select(group => perGroup[group]);

    /// <summary>Maps values of weights to arrays, whose weights are updated together.</summary>
    internal IEnumerable<long> PerGroup(IReadOnlyList<long> perWeight) =>
        Groups.Select((_, group) => perWeight[Array.IndexOf(_group, group)]);

    /// <summary>
    /// Maps named tensors of the arrays, <c>kind.array</c>, to views with the weights' shapes, <c>kind.weight</c>.
    /// </summary>
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

    /// <summary>Joins tensors of the weights' shapes, by the weights' names, into one for each array.</summary>
    internal IEnumerable<torch.Tensor> Join(IReadOnlyDictionary<string, torch.Tensor> values)
    {
        using var noGradient = torch.no_grad();
        var wholes = _groups.ConvertAll(group => torch.zeros_like(group.Value));
        for (int i = 0; i < _weights.Count; i++)
            View(wholes[_group[i]], i).copy_(values[_weights[i].Name]);
        return wholes;
    }

    /// <summary>Sets the gradients to zero; they stay in place, and backward passes add to them.</summary>
    internal void ClearGradients() => _gradients.zero_();

    public void Dispose()
    {
        foreach (var weight in _weights)
            weight.Value.grad = null;
        foreach (var group in Groups)
            group.Value.Dispose();
        _gradients.Dispose();
    }

    private void Join(string name, int[] members, long start)
    {
        var whole = new Parameter(torch.cat([.. members.Select(i => _weights[i].Value.detach().flatten())]));  // [of the array]
        whole.DetachFromDisposeScope();
        var (values, gradients) = (whole.detach(), _gradients.narrow(0, start, whole.numel()));
        whole.grad = gradients;
        long at = 0;
        foreach (int i in members)
        {
            (_group[i], _start[i]) = (_groups.Count, at);
            at += _weights[i].Value.numel();
            _weights[i].Value.set_(View(values, i));
            _weights[i].Value.grad = View(gradients, i);
        }

        _groups.Add(_weights[members[0]] with { Name = name, Value = whole });
    }

    private torch.Tensor View(torch.Tensor whole, int i) =>
        whole.narrow(0, _start[i], _weights[i].Value.numel()).view(_weights[i].Value.shape);
}
