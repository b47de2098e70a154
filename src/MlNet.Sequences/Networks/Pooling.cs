using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Pooling over true time steps, <c>[time, batch, features]</c> to <c>[batch, features]</c>. An empty sequence becomes zeros.
/// </summary>
internal static class Pooling
{
    /// <summary>The number of vectors that are concatenated.</summary>
    internal static int PartsOf(SequencePooling pooling) => pooling switch
    {
        SequencePooling.MeanAndMax => 2,
        SequencePooling.LastMeanAndMax => 3,
        _ => 1,
    };

    internal static int WidthOf(SequencePooling pooling, int features) => PartsOf(pooling) * features;

    /// <param name="pooling">The kind of pooling.</param>
    /// <param name="states"><c>[time, batch, features]</c>; values at padded steps are ignored.</param>
    /// <param name="batch">Has the true lengths.</param>
    /// <param name="last">Returns the last states, <c>[batch, features]</c>; null takes those at the last true time step.</param>
    /// <returns><c>[batch, features]</c>, twice or three times the features where vectors are concatenated.</returns>
    internal static torch.Tensor Apply(
        SequencePooling pooling, torch.Tensor states, SequenceBatch batch,
        Func<torch.Tensor, SequenceBatch, torch.Tensor>? last = null) => pooling switch
        {
            SequencePooling.First => First(states, batch),
            SequencePooling.Max => Max(states, batch),
            SequencePooling.Mean => Mean(states, batch),
            SequencePooling.MeanAndMax => torch.cat([Mean(states, batch), Max(states, batch)], -1),
            SequencePooling.LastMeanAndMax =>
                torch.cat([(last ?? Last)(states, batch), Mean(states, batch), Max(states, batch)], -1),
            _ => (last ?? Last)(states, batch),
        };

    internal static torch.Tensor First(torch.Tensor states, SequenceBatch batch) => states[0].Filled(IsEmpty(batch), 0);

    internal static torch.Tensor Max(torch.Tensor states, SequenceBatch batch)
    {
        var greatest = states.Plus(TimeFirst(batch.AttentionMask)).max(0).values;               // [batch, features]
        return batch.HasEmpty ? greatest.Filled(IsEmpty(batch), 0) : greatest;
    }

    internal static torch.Tensor Mean(torch.Tensor states, SequenceBatch batch) =>
        (states * TimeFirst(batch.MeanWeights)).sum(dim: 0);                                // [batch, features]

    /// <summary>The states at each sequence's last true time step.</summary>
    internal static torch.Tensor Last(torch.Tensor states, SequenceBatch batch)
    {
        var last = batch.Lengths.Minus(1).NotNegative().view(1, -1, 1).expand(1, batch.Size, states.shape[2]);
        return states.gather(0, last).squeeze(0).Filled(IsEmpty(batch), 0);       // [batch, features]
    }

    // [batch, time] as [time, batch, 1]
    private static torch.Tensor TimeFirst(torch.Tensor numbers) => numbers.transpose(0, 1).unsqueeze(-1);

    private static torch.Tensor IsEmpty(SequenceBatch batch) => batch.Lengths.IsZero().unsqueeze(-1); // [batch, 1]
}
