using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The sequences of one training step, as arrays and, on demand, as tensors on the device, time first: the layout that torch's
/// recurrent kernels read without copying. Disposing frees both.
/// </summary>
internal sealed class SequenceBatch : IDisposable
{
    // A few distinct shapes let the allocator and oneDNN's cache reuse their memory and kernels.
    private const int LengthMultiple = 8;

    private readonly torch.Device _device;
    private readonly SequenceBatch? _source; // the batch that this one shares all but the tokens with
    private readonly List<torch.Tensor> _tensors = [];
    private readonly List<SequenceBatch> _others = [];
    private readonly Lazy<torch.Tensor> _steps, _lengths, _distinct, _places, _targets, _weights, _meanWeights, _mask,
        _stepPlaces;
    private readonly Lazy<torch.Tensor?> _positions;

    private SequenceBatch(SequenceBatch source, PackedBatch packed)
    {
        (_source, Packed, _device, Time) = (source, packed, source._device, source.Time);
        (_lengths, _positions, _targets, _weights) = (source._lengths, source._positions, source._targets, source._weights);
        (_meanWeights, _mask, _stepPlaces) = (source._meanWeights, source._mask, source._stepPlaces);
        (_steps, _distinct, _places) = (SentSteps(), SentDistinct(), SentPlaces());
    }

    private SequenceBatch(PackedBatch packed, torch.Device device)
    {
        (Packed, _device) = (packed, device);
        int longest = packed.LongestLength;
        // On average eight steps pad by half of this. Long sequences are a sixteenth apart, since more distinct lengths would
        // fragment the heap.
        int multiple = Math.Max(
            LengthMultiple, packed.Positions is null ? 0 : (int)BitOperations.RoundUpToPowerOf2((uint)longest) / 16);
        Time = Math.Max(1, (longest + multiple - 1) / multiple * multiple);
        _steps = SentSteps();
        _lengths = Sent(() => torch.tensor(Array.ConvertAll(packed.Lengths, length => (long)length)));
        _positions = new(() => packed.Positions is { } positions ? Sent(() => Padded(positions)).Value : null);
        _distinct = SentDistinct();
        _targets = Sent(() => packed.Target.Width == 1
            ? torch.tensor(packed.Targets.Values)
            : torch.tensor(packed.Targets.Values).view(-1, packed.Target.Width));
        _weights = Sent(() => torch.tensor(packed.Targets.Weights));
        _places = SentPlaces();
        _meanWeights = Sent(() => ByLength((length, steps) => steps[..length].Fill(1f / length)));
        _mask = Sent(() => ByLength((length, steps) => steps[Math.Max(1, length)..].Fill(float.NegativeInfinity)));
        _stepPlaces = Sent(() => torch.tensor(PlacesOfSteps()));
    }

    /// <summary>The same without padding.</summary>
    internal PackedBatch Packed { get; }

    internal torch.Device Device => _device;

    /// <summary>
    /// Tokens, int64 <c>[time, batch]</c> with 0 as padding; or numbers, float32 <c>[time, batch, channels]</c>.
    /// </summary>
    internal torch.Tensor Steps => _steps.Value;

    /// <summary>The true time steps of each sequence, int64 <c>[batch]</c>; 0 for an empty one.</summary>
    internal torch.Tensor Lengths => _lengths.Value;

    /// <summary>
    /// Each step's position before others were dropped, from 0, int64 <c>[time, batch]</c>; null if positions are unchanged.
    /// </summary>
    internal torch.Tensor? Positions => _positions.Value;

    /// <summary>The distinct tokens, int64 <c>[distinct]</c>; the first is 0.</summary>
    internal torch.Tensor DistinctTokens => _distinct.Value;

    /// <summary>The index of each step's token among the distinct ones, int64 <c>[time, batch]</c>.</summary>
    internal torch.Tensor Places => _places.Value;

    /// <summary>
    /// The targets of the network's answers, as the objective encodes them: float32 <c>[answers]</c>, or <c>[answers, width]</c>
    /// if each has several numbers. A batch has an answer for each sequence, or for each step of each sequence.
    /// </summary>
    internal torch.Tensor Targets => _targets.Value;

    /// <summary>The weight of each answer in the loss, float32 <c>[answers]</c>.</summary>
    internal torch.Tensor Weights => _weights.Value;

    /// <summary>
    /// The weight of each step in the mean of its sequence: 1 / length for true steps and 0 for padding, float32 <c>[batch,
    /// time]</c>.
    /// </summary>
    internal torch.Tensor MeanWeights => _meanWeights.Value;

    /// <summary>1 for true steps and 0 for padding, float32 <c>[time, batch, 1]</c>; a new tensor.</summary>
    internal torch.Tensor IsStep => MeanWeights.IsAbove(0).to(torch.float32).transpose(0, 1).unsqueeze(-1);

    /// <summary>
    /// 0 for true steps and minus infinity for padding, float32 <c>[batch, time]</c>. The first step of an empty sequence has 0:
    /// a softmax over nothing would be NaN, and pooling ignores empty sequences.
    /// </summary>
    internal torch.Tensor AttentionMask => _mask.Value;

    /// <summary>
    /// The indices of the true steps in <c>[batch × time]</c>, sequence after sequence: int64 <c>[steps]</c>.
    /// </summary>
    internal torch.Tensor StepPlaces => _stepPlaces.Value;

    /// <summary>What a network prepared for the batch in advance, or null; the batch disposes it.</summary>
    internal IDisposable? Prepared
    {
        get => _source is null ? field : _source.Prepared;
        set;
    }

    /// <summary>
    /// The first random numbers that training draws for the batch, made in advance, or null; the batch disposes them.
    /// </summary>
    internal torch.Tensor? Noise { get; set; }

    /// <summary>Whether there is a sequence without steps.</summary>
    internal bool HasEmpty => Packed.Lengths.Contains(0);

    /// <summary>
    /// The true time steps of the longest sequence: later steps in <see cref="Steps"/> are padding for all.
    /// </summary>
    internal int LongestLength => Packed.LongestLength;

    /// <summary>The time steps, padding included.</summary>
    internal int Time { get; }

    internal int Size => Packed.Size;

    internal static SequenceBatch Create(
        SequenceBuffer buffer, ReadOnlySpan<int> sequences, torch.Device device, StepDropout dropout = default) =>
        new(PackedBatch.Create(buffer, sequences, dropout), device);

    /// <summary>
    /// Splits the batch into parts of similar size, which the caller disposes: one after another needs less memory.
    /// </summary>
    /// <param name="parts">The most parts; 1 or more.</param>
    internal IEnumerable<SequenceBatch> Split(int parts)
    {
        int size = (Size + parts - 1) / parts;
        for (int from = 0; from < Size; from += size)
            yield return new(Packed.Part(from, Math.Min(from + size, Size)), _device);
    }

    /// <summary>
    /// The same batch with other tokens. It shares everything else with this batch, which disposes it.
    /// </summary>
    /// <param name="tokens">The token of each row of <see cref="Packed"/>, 0 for padding.</param>
    internal SequenceBatch With(ReadOnlySpan<int> tokens)
    {
        var other = new SequenceBatch(this, Packed.With(tokens));
        _others.Add(other);
        return other;
    }

    /// <summary>Makes the tensors that training needs, in advance on the calling thread.</summary>
    internal void MakeTensors()
    {
        _ = (Lengths, Positions, Targets, Weights, MeanWeights, AttentionMask);
        bool readsDistinct = Packed.Input.IsTokens && _device.type == DeviceType.CPU; // see InputLayer
        _ = readsDistinct ? DistinctTokens : Steps;
        if (Packed.Input.IsTokens)
            _ = Places;
    }

    public void Dispose()
    {
        foreach (var other in _others)
            other.Dispose();
        if (_source is null)
            Prepared?.Dispose();
        Noise?.Dispose();
        foreach (var tensor in _tensors)
            tensor.Dispose();
        _tensors.Clear();
        Packed.Dispose();
    }

    private Lazy<torch.Tensor> SentSteps() => Sent(() => Packed.Input.IsTokens ? Padded(Packed.Tokens) : PaddedValues());

    private Lazy<torch.Tensor> SentDistinct() =>
        Sent(() => torch.tensor(Array.ConvertAll(Packed.Distinct.Tokens, token => (long)token)));

    private Lazy<torch.Tensor> SentPlaces() => Sent(() => Padded(Packed.Distinct.Places));

    // [batch, time], zeros, filled up to each sequence's length.
    private torch.Tensor ByLength(Action<int, Span<float>> fill)
    {
        var steps = torch.zeros(Size, Time, dtype: torch.float32);
        var target = MemoryMarshal.Cast<byte, float>(steps.bytes);
        for (int i = 0; i < Size; i++)
            fill(Packed.Lengths[i], target.Slice(i * Time, Time));
        return steps;
    }

    private long[] PlacesOfSteps()
    {
        long[] places = new long[Packed.Lengths.Sum()];
        for (int i = 0, next = 0; i < Size; i++)
        {
            for (int t = 0; t < Packed.Lengths[i]; t++)
                places[next++] = ((long)i * Time) + t;
        }

        return places;
    }

    // A tensor lives as long as the batch, whatever scope it is first requested in. After a failed allocation it can be requested
    // again.
    private Lazy<torch.Tensor> Sent(Func<torch.Tensor> make) => new(
        () =>
        {
            using var scope = torch.NewDisposeScope();
            var tensor = DeviceMemory.Send(make(), _device).DetachFromDisposeScope();
            _tensors.Add(tensor);
            return tensor;
        },
        LazyThreadSafetyMode.PublicationOnly);

    private torch.Tensor Padded(int[] rows)
    {
        var steps = torch.zeros(Time, Size, dtype: torch.int64); // [time, batch]
        var target = MemoryMarshal.Cast<byte, long>(steps.bytes);
        for (int i = 0; i < Size; i++)
        {
            var sequence = rows.AsSpan(Packed.Starts[i], Packed.Lengths[i]);
            for (int t = 0, at = i; t < sequence.Length; t++, at += Size)
                target[at] = sequence[t];
        }

        return steps;
    }

    private torch.Tensor PaddedValues()
    {
        int channels = Packed.Input.Channels;
        var steps = torch.zeros(Time, Size, channels, dtype: torch.float32); // [time, batch, channels]
        var target = MemoryMarshal.Cast<byte, float>(steps.bytes);
        for (int i = 0; i < Size; i++)
        {
            for (int t = 0; t < Packed.Lengths[i]; t++)
                Packed.Values.AsSpan((Packed.Starts[i] + t) * channels, channels).CopyTo(target[(((t * Size) + i) * channels)..]);
        }

        return steps;
    }
}
