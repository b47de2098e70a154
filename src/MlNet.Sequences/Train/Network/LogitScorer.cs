using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Runs a network over encoded sequences without gradients, in batches of like length. Of validation and of scoring alike.</summary>
internal static class LogitScorer
{
    // Large enough to fill the kernels, small enough that a batch of 500 steps stays in the processor's cache.
    private const int BatchSize = 64;

    /// <summary>Writes each sequence's logits, <c>[sequences × outputs]</c>, in the buffer's order.</summary>
    internal static void Score(
        SequenceNetwork network, SequenceBuffer sequences, torch.Device device, Span<float> logits, CancellationToken cancellationToken = default)
    {
        if (sequences.Count == 0)
            return;
        var lengths = new int[sequences.Count];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = sequences.LengthOf(i);

        int outputs = logits.Length / sequences.Count;
        using var inference = torch.inference_mode();
        foreach (int[] rows in BatchPlanner.Sorted(lengths, BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var scored = network.call(SequenceBatch.Create(sequences, rows, device)).cpu().contiguous(); // [batch, outputs]
            var values = MemoryMarshal.Cast<byte, float>(scored.bytes);
            for (int i = 0; i < rows.Length; i++)
                values.Slice(i * outputs, outputs).CopyTo(logits[(rows[i] * outputs)..]);
        }
    }
}
