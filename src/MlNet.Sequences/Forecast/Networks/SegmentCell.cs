using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>A recurrent layer that reads the segments of a window, and then one step further to each segment ahead.</summary>
internal abstract class SegmentCell
{
    /// <summary>torch's layer, and its name in a state dict.</summary>
    internal abstract (string Name, torch.nn.Module Module) Layer { get; }

    /// <summary>Reads a window and makes one more step, in parallel for each segment ahead.</summary>
    /// <param name="segments"><c>[segments, sequences, hidden]</c>.</param>
    /// <param name="queries">The segments ahead, <c>[sequences, ahead, hidden]</c>.</param>
    /// <returns><c>[sequences × ahead, hidden]</c>.</returns>
    internal abstract torch.Tensor Run(torch.Tensor segments, torch.Tensor queries);

    // [1, sequences, hidden] to [1, sequences × ahead, hidden].
    private protected static torch.Tensor Repeat(torch.Tensor state, torch.Tensor queries) => state.squeeze(0).unsqueeze(1)
        .expand(-1, queries.shape[1], -1).reshape(1, -1, state.shape[2]);

    private protected static torch.Tensor AsStep(torch.Tensor queries) => queries.reshape(1, -1, queries.shape[2]);
}

internal sealed class GruSegments(int hidden) : SegmentCell
{
    private readonly GRU _layer = torch.nn.GRU(hidden, hidden);

    internal override (string Name, torch.nn.Module Module) Layer => ("gru", _layer);

    internal override torch.Tensor Run(torch.Tensor segments, torch.Tensor queries)
    {
        var state = _layer.call(segments).Item2;                                  // [1, sequences, hidden]
        return _layer.call(AsStep(queries), Repeat(state, queries)).Item1.squeeze(0);
    }
}

internal sealed class LstmSegments(int hidden) : SegmentCell
{
    private readonly LSTM _layer = torch.nn.LSTM(hidden, hidden);

    internal override (string Name, torch.nn.Module Module) Layer => ("lstm", _layer);

    internal override torch.Tensor Run(torch.Tensor segments, torch.Tensor queries)
    {
        var (_, state, cell) = _layer.call(segments);                             // [1, sequences, hidden]
        return _layer.call(AsStep(queries), (Repeat(state, queries), Repeat(cell, queries))).Item1.squeeze(0);
    }
}
