using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// The weights of each part of a network in one array, and their gradients in another: the optimizer then moves a part by a dozen operations,
/// and not each weight by a dozen. On a GPU it takes longer to start an operation than to do it, for all but large weights.
/// </summary>
/// <remarks>The network's weights become views of the arrays and keep them alive; disposing takes the gradients away.</remarks>
internal sealed class JoinedWeights : IDisposable
{
    private readonly IReadOnlyList<TrainedWeight> _weights;
    private readonly int[] _group; // of each weight
    private readonly long[] _start; // of each weight, in its group

    internal JoinedWeights(IReadOnlyList<TrainedWeight> weights)
    {
        (_weights, _group, _start) = (weights, new int[weights.Count], new long[weights.Count]);
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var groups = new List<TrainedWeight>();
        foreach (var part in weights.Select(weight => weight.Part).Distinct())
        {
            int[] members = [.. Enumerable.Range(0, weights.Count).Where(i => weights[i].Part == part)];
            var whole = new Parameter(torch.cat([.. members.Select(i => weights[i].Value.detach().flatten())]));  // [of all]
            whole.DetachFromDisposeScope();
            var (values, gradients) = (whole.detach(), torch.zeros_like(whole));
            whole.grad = gradients;
            long start = 0;
            foreach (int i in members)
            {
                (_group[i], _start[i]) = (groups.Count, start);
                start += weights[i].Value.numel();
            }

            groups.Add(new(part.ToString(), whole, part));
            foreach (int i in members)
            {
                weights[i].Value.set_(View(values, i));
                weights[i].Value.grad = View(gradients, i);
            }
        }

        Groups = groups;
    }

    /// <summary>A weight for each part.</summary>
    internal IReadOnlyList<TrainedWeight> Groups { get; }

    /// <summary>What is known of each part, for each weight.</summary>
    internal IEnumerable<long> PerWeight(IReadOnlyList<long> perGroup) => _group.Select(group => perGroup[group]);

    /// <summary>What is known of each weight, for each part, whose weights are moved together.</summary>
    internal IEnumerable<long> PerGroup(IReadOnlyList<long> perWeight) =>
        Groups.Select((_, group) => perWeight[Array.IndexOf(_group, group)]);

    /// <summary>Named tensors of the parts' shapes, <c>kind.part</c>, as such of the weights', <c>kind.weight</c>: views of them.</summary>
    internal IEnumerable<(string Name, torch.Tensor Value)> PerWeight(IEnumerable<(string Name, torch.Tensor Value)> perGroup)
    {
        foreach (var (name, value) in perGroup)
        {
            for (int i = 0; i < _weights.Count; i++)
            {
                string part = Groups[_group[i]].Name;
                if (name.EndsWith($".{part}", StringComparison.Ordinal))
                    yield return (name[..^part.Length] + _weights[i].Name, View(value, i));
            }
        }
    }

    /// <summary>Sets the gradients to zero; they stay where they are, and backward passes add to them.</summary>
    internal void ClearGradients()
    {
        foreach (var group in Groups)
            group.Value.grad!.zero_();
    }

    public void Dispose()
    {
        foreach (var weight in _weights)
            weight.Value.grad = null;
        foreach (var group in Groups)
            group.Value.Dispose();
    }

    private torch.Tensor View(torch.Tensor whole, int i) =>
        whole.narrow(0, _start[i], _weights[i].Value.numel()).view(_weights[i].Value.shape);
}
