namespace MlNet.Sequences;

/// <summary>Fits sequences of steps, each of one or more channels, into one length.</summary>
internal sealed class SequencePadder(int length, int channels, SequencePadding padding, SequenceTruncation truncation)
{
    /// <summary>The number of items in a padded sequence: steps times channels.</summary>
    internal int Size { get; } = checked(length * channels);

    /// <summary>Fills a destination of <see cref="Size"/> items from a sequence of whole steps.</summary>
    internal void Pad<T>(ReadOnlySpan<T> sequence, Span<T> destination, T paddingValue)
    {
        int missing = Size - sequence.Length;
        if (missing <= 0)
        {
            Truncate(sequence, destination);
            return;
        }

        bool atEnd = padding == SequencePadding.Post;
        sequence.CopyTo(atEnd ? destination : destination[missing..]);
        (atEnd ? destination[sequence.Length..] : destination[..missing]).Fill(paddingValue);
    }

    private void Truncate<T>(ReadOnlySpan<T> sequence, Span<T> destination)
    {
        int head = truncation switch
        {
            SequenceTruncation.Post => Size,
            SequenceTruncation.Pre => 0,
            _ => (length - (length / 2)) * channels,
        };
        sequence[..head].CopyTo(destination);
        sequence[^(Size - head)..].CopyTo(destination[head..]);
    }
}
