using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Runs a network over encoded sequences without gradients, in batches of similar length, for validation and scoring alike.
/// </summary>
/// <remarks>
/// On a CPU each batch is computed by one thread, and several batches at once: a recurrent network is a long series of small
/// operations, and threads that share each of them mostly wait for each other.
/// </remarks>
internal static class LogitScorer
{
    // Enough to fill the kernels. A GPU does more at once, and halves batches that exceed its memory.
    private const int BatchSize = 64, BatchSizeOfGpu = 512;

    /// <summary>Writes each sequence's logits in the buffer's order, in the layout of <see cref="LogitLayout"/>.</summary>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="device">The network's device.</param>
    /// <param name="logits">Receives the logits.</param>
    /// <param name="threads">The threads to use on a CPU, or null for one per core.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    internal static void Score(
        SequenceNetwork network, SequenceBuffer sequences, torch.Device device, Memory<float> logits, int? threads = null,
        CancellationToken cancellationToken = default)
    {
        if (sequences.Count == 0)
            return;
        int size = device.type == DeviceType.CPU ? BatchSize : BatchSizeOfGpu;
        int[][] batches = BatchPlanner.Sorted(sequences.Lengths(), size, network.Body.StepsInScoringBatch(device.type));
        int workers = Math.Min(batches.Length, threads ?? Environment.ProcessorCount);
        if (device.type != DeviceType.CPU || workers == 1)
        {
            ScoreInTurn(network, sequences, batches, device, logits.Span, cancellationToken);
            return;
        }

        var layout = new LogitLayout(sequences, network.Head.Kind);
        // The longest first.
        ParallelWork.ForEach(
            batches.Reverse(), workers, () => new Worker(),
            batch => ScoreBatch(network, sequences, layout, batch, device, logits.Span), cancellationToken);
    }

    /// <summary>
    /// One batch after another. The logits stay on the device until the last batch, so that a GPU is never idle. A batch that
    /// does not fit in the device's memory is halved.
    /// </summary>
    /// <exception cref="InvalidOperationException">The device runs out of memory on a single sequence.</exception>
    internal static void ScoreInTurn(
        SequenceNetwork network, SequenceBuffer sequences, IEnumerable<int[]> batches, torch.Device device, Span<float> logits,
        CancellationToken cancellationToken)
    {
        using var worker = new Worker();
        using var scope = torch.NewDisposeScope();
        // The longest first: its memory suffices for all others.
        var left = new Stack<int[]>(batches);
        var (scored, order, hasReleased) = (new List<torch.Tensor>(), new List<int>(), false);
        while (left.TryPop(out int[]? batch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                scored.Add(Call(network, sequences, batch, device));
                order.AddRange(batch);
            }
            catch (ExternalException failure) when (!hasReleased && DeviceMemory.IsExhaustedOutsideTorch(failure))
            {
                DeviceMemory.Release(device);
                hasReleased = true;
                left.Push(batch);
            }
            catch (ExternalException failure) when (DeviceMemory.IsExhausted(failure))
            {
                if (batch.Length == 1)
                    throw NoMemoryFor(sequences.LengthOf(batch[0]), device, failure);
                left.Push(batch[(batch.Length / 2)..]);
                left.Push(batch[..(batch.Length / 2)]);
            }
        }

        Copy(torch.cat(scored), order, new LogitLayout(sequences, network.Head.Kind), logits);
    }

    // A batch that does not fit in memory is halved here, too.
    private static void ScoreBatch(
        SequenceNetwork network, SequenceBuffer sequences, LogitLayout layout, int[] batch, torch.Device device,
        Span<float> logits)
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            Copy(Call(network, sequences, batch, device), batch, layout, logits);
            return;
        }
        catch (ExternalException failure) when (DeviceMemory.IsExhausted(failure))
        {
            if (batch.Length == 1)
                throw NoMemoryFor(sequences.LengthOf(batch[0]), device, failure);
        }

        ScoreBatch(network, sequences, layout, batch[..(batch.Length / 2)], device, logits);
        ScoreBatch(network, sequences, layout, batch[(batch.Length / 2)..], device, logits);
    }

    private static InvalidOperationException NoMemoryFor(int length, torch.Device device, ExternalException failure) => new(
        $"Device {device} ran out of memory on scoring a single sequence of {length} time steps. Truncate the " +
        $"sequences{(device.type == DeviceType.CPU ? "" : ", or score on the CPU")}.",
        failure);

    // [answers, outputs]
    private static torch.Tensor Call(SequenceNetwork network, SequenceBuffer sequences, int[] batch, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        using var padded = SequenceBatch.Create(sequences, batch, device);
        return network.call(padded).MoveToOuterDisposeScope();
    }

    // Copies the rows of each sequence, [answers, outputs], to its place.
    private static void Copy(torch.Tensor scored, IReadOnlyList<int> sequences, LogitLayout layout, Span<float> logits)
    {
        var values = MemoryMarshal.Cast<byte, float>(scored.cpu().contiguous().bytes);
        foreach (int sequence in sequences)
        {
            int count = layout.CountOf(sequence);
            values[..count].CopyTo(logits[layout.StartOf(sequence)..]);
            values = values[count..];
        }
    }

    /// <summary>A scoring thread, without gradients.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly EngineThread _thread = new();
        private readonly IDisposable _inference = torch.inference_mode();

        public void Dispose()
        {
            _inference.Dispose();
            _thread.Dispose();
        }
    }
}
