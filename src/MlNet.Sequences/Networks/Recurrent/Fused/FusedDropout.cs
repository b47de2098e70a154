using System.Numerics;
using System.Numerics.Tensors;

namespace MlNet.Sequences;

/// <summary>
/// Dropout factors: 0 with the dropout rate's probability, else 1 / (1 - rate). They depend only on the seed and their index.
/// </summary>
internal static class FusedDropout
{
    /// <param name="factors">Receives the factors.</param>
    /// <param name="first">The index of the first.</param>
    /// <param name="rate">The dropout rate, in [0, 1).</param>
    /// <param name="seed">The seed.</param>
    internal static void Fill(Span<float> factors, long first, double rate, ulong seed)
    {
        // One half of the seed is added before, the other after the first round, so that no two seeds are shifts of each other.
        uint before = (uint)seed + (uint)first, within = (uint)(seed >> 32) ^ (uint)(first >> 32);
        uint bound = (uint)(rate * uint.MaxValue);
        float kept = (float)(1 / (1 - rate));
        int lanes = Vector<uint>.Count, i = 0;
        var places = new Vector<uint>(before) + Vector<uint>.Indices;
        for (; i + lanes <= factors.Length; i += lanes, places += new Vector<uint>((uint)lanes))
        {
            var isKept = Vector.GreaterThanOrEqual(Mix(places, within), new Vector<uint>(bound));
            Vector.ConditionalSelect(Vector.AsVectorSingle(isKept), new Vector<float>(kept), Vector<float>.Zero)
                .CopyTo(factors[i..]);
        }

        for (; i < factors.Length; i++)
            factors[i] = Mix(new Vector<uint>(before + (uint)i), within)[0] >= bound ? kept : 0;
    }

    // Two rounds of xor, shift and multiplication by odd numbers, so that every bit of the index affects the others.
    private static Vector<uint> Mix(Vector<uint> place, uint within)
    {
        var z = place * new Vector<uint>(0x9E3779B1);
        z = (z ^ (z >>> 15) ^ new Vector<uint>(within)) * new Vector<uint>(0x85EBCA77);
        z = (z ^ (z >>> 13)) * new Vector<uint>(0xC2B2AE3D);
        return z ^ (z >>> 16);
    }

    /// <summary>Drops the same features at every step of a sequence.</summary>
    /// <param name="rows"><c>[rows, width]</c>, changed in place.</param>
    /// <param name="factors">Receives each sequence's factors: <c>[batch, width]</c>.</param>
    /// <param name="batch">Has the positions of the sequences.</param>
    /// <param name="rate">The fraction that is dropped, in (0, 1).</param>
    /// <param name="seed">The seed of the factors.</param>
    internal static void Apply(FusedBuffer rows, FusedBuffer factors, PackedBatch batch, double rate, ulong seed)
    {
        Fill(factors.Resize(batch.Size, rows.Columns).Span, 0, rate, seed);
        Multiply(rows, factors, batch);
    }

    /// <summary>Multiplies each sequence's rows by its own factors.</summary>
    internal static void Multiply(FusedBuffer rows, FusedBuffer factors, PackedBatch batch)
    {
        int width = (int)rows.Columns;
        for (int i = 0; i < batch.Size; i++)
        {
            var own = factors.Span.Slice(i * width, width);
            for (int row = batch.Starts[i]; row < batch.Starts[i] + batch.Lengths[i]; row++)
            {
                var values = rows.Span.Slice(row * width, width);
                TensorPrimitives.Multiply(values, own, values);
            }
        }
    }
}
