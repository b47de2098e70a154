using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Runs a network over encoded sequences without gradients, in batches of like length. Of validation and of scoring alike.</summary>
/// <remarks>
/// On a CPU each batch is computed by one thread, and several batches at once: a recurrent network is a long row of small operations,
/// and threads that share each of them mostly wait for each other.
/// </remarks>
internal static class LogitScorer
{
    // Enough to fill the kernels.
    private const int BatchSize = 64;

    /// <summary>Writes each sequence's logits, <c>[sequences × outputs]</c>, in the buffer's order.</summary>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="device">The network's device.</param>
    /// <param name="logits">Where the logits go.</param>
    /// <param name="threads">The threads to use on a CPU, or null for one a core.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    internal static void Score(
        SequenceNetwork network, SequenceBuffer sequences, torch.Device device, Memory<float> logits, int? threads = null,
        CancellationToken cancellationToken = default)
    {
        if (sequences.Count == 0)
            return;
        int[][] batches = BatchPlanner.Sorted(sequences.Lengths(), BatchSize, network.StepsInScoringBatch);
        int workers = device.type == DeviceType.CPU ? Math.Min(batches.Length, threads ?? Environment.ProcessorCount) : 1;
        if (workers == 1)
        {
            using var worker = new Worker();
            foreach (int[] batch in batches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ScoreBatch(network, sequences, batch, device, logits.Span);
            }

            return;
        }

        // The longest first, one at a time to whoever is free: so all end at about the same time.
        try
        {
            Parallel.ForEach(
                Partitioner.Create(batches.Reverse(), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken },
                () => new Worker(),
                (batch, _, worker) =>
                {
                    ScoreBatch(network, sequences, batch, device, logits.Span);
                    return worker;
                },
                worker => worker.Dispose());
        }
        catch (AggregateException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private static void ScoreBatch(SequenceNetwork network, SequenceBuffer sequences, int[] batch, torch.Device device, Span<float> logits)
    {
        using var scope = torch.NewDisposeScope();
        using var padded = SequenceBatch.Create(sequences, batch, device);
        var scored = network.call(padded).cpu().contiguous(); // [batch, outputs]
        var values = MemoryMarshal.Cast<byte, float>(scored.bytes);
        int outputs = logits.Length / sequences.Count;
        for (int i = 0; i < batch.Length; i++)
            values.Slice(i * outputs, outputs).CopyTo(logits[(batch[i] * outputs)..]);
    }

    /// <summary>A thread that scores: without gradients, computing alone, and undisturbed by signals.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly SignalScope _signals = new();
        private readonly ThreadScope _alone = new(1);
        private readonly IDisposable _inference = torch.inference_mode();

        public void Dispose()
        {
            _inference.Dispose();
            _alone.Dispose();
            _signals.Dispose();
        }
    }
}
