using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The batches of the epochs in their order, which depends only on the seed and the epoch's number, for a network on a device.
/// Another thread makes them in advance, so that a GPU does not wait for them.
/// </summary>
internal sealed class EpochBatches(
    TrainingData data, SequenceTrainerOptions options, int seed, SequenceNetwork network, torch.Device device)
{
    // One that is ready, and one in the making.
    private const int BatchesAhead = 2;

    /// <summary>The batches of an epoch, which the caller disposes.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="skipped">How many to skip at its beginning: those before a checkpoint.</param>
    /// <param name="first">The number over all epochs, from 0, of the first that is not skipped: it determines dropout.</param>
    internal IEnumerable<SequenceBatch> Of(int epoch, long skipped = 0, long first = 0) =>
        Prefetch.Of(Make(epoch, skipped, first), BatchesAhead);

    private IEnumerable<SequenceBatch> Make(int epoch, long skipped, long number)
    {
        long windowNumber = (long)epoch << 32;
        foreach (var window in data.Windows(options.CancellationToken))
        {
            var order = new Random((int)(Hashing.Mix((uint)seed, windowNumber++) >> 33));
            foreach (int[] rows in BatchPlanner.Shuffled(window.Lengths(), options.BatchSize!.Value, order))
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                if (skipped-- > 0)
                    continue;
                var dropout = new StepDropout(network.Body.StepDropout, network.Random.SeedOf(number));
                var batch = SequenceBatch.Create(window, rows, device, dropout);
                Prepare(batch, number++);
                yield return batch;
            }
        }
    }

    private void Prepare(SequenceBatch batch, long number)
    {
        try
        {
            network.Body.Prepare(batch);
            batch.Noise = network.Random.Ahead(number);
        }
        catch (ExternalException failure) when (DeviceMemory.IsExhausted(failure))
        {
            // The step retries, and splits a batch that still does not fit in memory.
        }
    }
}
