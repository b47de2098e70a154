using System.Threading.Channels;

namespace MlNet.Sequences;

/// <summary>Texts of an asynchronous stream, in batches of those that have arrived.</summary>
internal sealed class ArrivedTexts : IAsyncDisposable
{
    private const int MostAhead = 512, MostInBatch = 512;

    private readonly Channel<string> _texts = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MostAhead) { SingleReader = true, SingleWriter = true });

    private readonly CancellationTokenSource _stop;
    private readonly Task _reading;

    private ArrivedTexts(IAsyncEnumerable<string> texts, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reading = ReadAsync(texts, _stop.Token);
    }

    /// <summary>Begins to read.</summary>
    internal static ArrivedTexts Read(IAsyncEnumerable<string> texts, CancellationToken cancellationToken) =>
        new(texts, cancellationToken);

    /// <summary>
    /// The texts that have arrived, once there is one; null after the last. A failure of the stream comes after its earlier
    /// texts.
    /// </summary>
    internal async ValueTask<IReadOnlyList<string>?> TakeAsync(CancellationToken cancellationToken)
    {
        if (!await _texts.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            return null;
        var batch = new List<string>();
        while (batch.Count < MostInBatch && _texts.Reader.TryRead(out string? text))
            batch.Add(text);
        return batch;
    }

    /// <summary>Stops reading, and waits for the stream to end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ReadAsync(IAsyncEnumerable<string> texts, CancellationToken cancellationToken)
    {
        try
        {
            long number = 0;
            await foreach (string text in texts.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                number++;
                await _texts.Writer.WriteAsync(
                    text ?? throw new ArgumentException(
                        $"The texts must not be null; number {number} is. Leave it out, or give an empty text.", nameof(texts)),
                    cancellationToken).ConfigureAwait(false);
            }

            _texts.Writer.Complete();
        }
        catch (Exception e)
        {
            _texts.Writer.Complete(e); // thrown to the consumer of the texts
        }
    }
}
