using TorchSharp;
using static TorchSharp.torch.nn.utils.rnn;

namespace MlNet.Sequences;

/// <summary>
/// A batch's steps as torch packs them, the longest sequence first and without padding: the layout that cuDNN needs to skip
/// padding. The order is computed on the host, where the lengths are, so that nothing waits for the GPU.
/// </summary>
internal sealed class PackedSteps
{
    private readonly int _time;
    private readonly torch.Tensor _lengths; // int64 [batch], on the CPU, descending
    // int64 [batch], on the device: the sequence at each place, and the place of each sequence
    private readonly torch.Tensor _order, _places;

    internal PackedSteps(SequenceBatch batch)
    {
        _time = batch.Time;
        int[] lengths = batch.Packed.Lengths;
        long[] order = [.. Enumerable.Range(0, lengths.Length).OrderByDescending(i => lengths[i]).Select(i => (long)i)];
        var places = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
            places[order[i]] = i;
        // torch can't pack an empty sequence: it gets one padding step, which pooling ignores.
        _lengths = torch.tensor(order.Select(i => Math.Max(1L, lengths[i])).ToArray());
        (_order, _places) = (
            DeviceMemory.Send(torch.tensor(order), batch.Device), DeviceMemory.Send(torch.tensor(places), batch.Device));
    }

    /// <summary>
    /// Whether packing pays: where padding is more than half of the steps. With less, cuDNN is faster without it, since for
    /// packed sequences it lacks the kernels that keep the weights in a GPU's registers (libtorch's ATen/native/cudnn/RNN.cpp,
    /// get_algo).
    /// </summary>
    internal static bool Pays(SequenceBatch batch) =>
        batch.Device.type == DeviceType.CUDA
        && batch.Packed.Lengths.Sum(length => (long)length) * 2 < (long)batch.Time * batch.Size;

    /// <param name="steps"><c>[time, batch, features]</c>.</param>
    internal PackedSequence Pack(torch.Tensor steps) =>
        pack_padded_sequence(steps.index_select(1, _order), _lengths, batch_first: false, enforce_sorted: true);

    /// <returns><c>[time, batch, features]</c>, with zeros as padding.</returns>
    internal torch.Tensor Unpack(PackedSequence steps) =>
        pad_packed_sequence(steps, total_length: _time).Item1.index_select(1, _places);
}
