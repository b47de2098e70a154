using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Sequences of one step on the device, time first: the layout that the recurrent kernels read without copying. The tensors belong to
/// the dispose scope that the batch is made in.
/// </summary>
internal sealed class SequenceBatch
{
    // A few distinct shapes let the allocator and oneDNN's cache reuse what they made; on average it pads by half of this.
    private const int LengthMultiple = 8;

    private SequenceBatch(torch.Tensor steps, torch.Tensor lengths, int longest, torch.Tensor? positions = null) =>
        (Steps, Lengths, LongestLength, Positions) = (steps, lengths, longest, positions);

    /// <summary>Tokens, int64 <c>[time, batch]</c> with 0 as padding; or numbers, float32 <c>[time, batch, channels]</c>.</summary>
    internal torch.Tensor Steps { get; }

    /// <summary>The true time steps of each sequence, int64 <c>[batch]</c>; 0 for an empty one.</summary>
    internal torch.Tensor Lengths { get; }

    /// <summary>The true time steps of the longest sequence: what is behind it in <see cref="Steps"/> is padding for all.</summary>
    internal int LongestLength { get; }

    /// <summary>
    /// Where each step stood before others were dropped, counted from 0, int64 <c>[time, batch]</c>; null where each stands where it stood.
    /// </summary>
    internal torch.Tensor? Positions { get; }

    internal long Time => Steps.shape[0];

    internal long Size => Lengths.shape[0];

    /// <summary>True for true steps and false for padding, bool <c>[time, batch]</c>.</summary>
    internal torch.Tensor IsStep()
    {
        var times = torch.arange(Time, device: Steps.device).unsqueeze(1);           // [time, 1]
        return times.less(Lengths.unsqueeze(0));                                     // [time, batch]
    }

    /// <summary>1 for true steps and 0 for padding, float32 <c>[time, batch, 1]</c>.</summary>
    internal torch.Tensor Mask() => IsStep().unsqueeze(-1).to(torch.float32);

    /// <summary>The sequences without some of their steps, which are chosen at random; what is left moves together and keeps its position.</summary>
    /// <param name="rate">The part of the steps to leave out.</param>
    /// <param name="random">Where the choice comes from.</param>
    internal SequenceBatch DropSteps(double rate, NetworkRandom random)
    {
        var kept = (random.Uniform(Steps.device, Time, Size) >= rate).logical_and(IsStep());  // [time, batch]
        var lengths = kept.sum(dim: 0);                                                     // [batch]
        int longest = (int)lengths.max().item<long>();
        // A step's new place is the number of those kept before it; what is dropped goes to a place behind all, which is cut off.
        var places = torch.where(kept, kept.cumsum(0) - 1, Time);                           // [time, batch]
        var positions = torch.arange(Time, device: Steps.device).unsqueeze(1).expand(Time, Size);
        // Few distinct lengths, a sixteenth apart: more of them would break the heap into pieces.
        long time = Math.Min(Time, RoundUp(longest, Math.Max(LengthMultiple, (int)BitOperations.RoundUpToPowerOf2((uint)longest) / 16)));
        return new(MoveTo(places, Steps, time), lengths, longest, MoveTo(places, positions, time));
    }

    private torch.Tensor MoveTo(torch.Tensor places, torch.Tensor steps, long time)
    {
        long[] shape = [.. steps.shape];
        shape[0] = Time + 1;
        return torch.zeros(shape, dtype: steps.dtype, device: steps.device)
            .scatter_(0, steps.dim() == 2 ? places : places.unsqueeze(-1).expand(steps.shape), steps)
            .narrow(0, 0, time);
    }

    internal static SequenceBatch Create(SequenceBuffer buffer, ReadOnlySpan<int> sequences, torch.Device device)
    {
        int longest = 0;
        foreach (int sequence in sequences)
            longest = Math.Max(longest, buffer.LengthOf(sequence));
        long time = RoundUp(longest);

        var lengths = torch.empty(sequences.Length, dtype: torch.int64);
        var lengthSpan = MemoryMarshal.Cast<byte, long>(lengths.bytes);
        for (int i = 0; i < sequences.Length; i++)
            lengthSpan[i] = buffer.LengthOf(sequences[i]);

        var steps = buffer.Input.IsTokens ? Tokens(buffer, sequences, time) : Numbers(buffer, sequences, time);
        return new(steps.to(device), lengths.to(device), longest);
    }

    private static long RoundUp(long length, int multiple = LengthMultiple) => Math.Max(1, (length + multiple - 1) / multiple * multiple);

    private static torch.Tensor Tokens(SequenceBuffer buffer, ReadOnlySpan<int> sequences, long time)
    {
        var steps = torch.zeros(time, sequences.Length, dtype: torch.int64); // [time, batch]
        var target = MemoryMarshal.Cast<byte, long>(steps.bytes);
        for (int i = 0; i < sequences.Length; i++)
        {
            var tokens = buffer.TokensOf(sequences[i]);
            for (int t = 0, at = i; t < tokens.Length; t++, at += sequences.Length)
                target[at] = tokens[t];
        }

        return steps;
    }

    private static torch.Tensor Numbers(SequenceBuffer buffer, ReadOnlySpan<int> sequences, long time)
    {
        int channels = buffer.Input.Channels;
        var steps = torch.zeros(time, sequences.Length, channels, dtype: torch.float32); // [time, batch, channels]
        var target = MemoryMarshal.Cast<byte, float>(steps.bytes);
        for (int i = 0; i < sequences.Length; i++)
        {
            var values = buffer.ValuesOf(sequences[i]);
            for (int t = 0; t * channels < values.Length; t++)
                values.Slice(t * channels, channels).CopyTo(target[((t * sequences.Length + i) * channels)..]);
        }

        return steps;
    }
}
