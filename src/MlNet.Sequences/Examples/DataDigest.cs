using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// The SHA-256 of examples in their order: of their vocabulary, sequences, targets and weights.
/// </summary>
internal sealed class DataDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal DataDigest(SequenceInput input, PrimitiveValues? vocabulary)
    {
        Append(input.VocabularySize);
        Append(input.Channels);
        foreach (string word in vocabulary?.Texts ?? [])
        {
            byte[] text = Encoding.UTF8.GetBytes(word);
            Append(text.Length);
            _hash.AppendData(text);
        }
    }

    /// <summary>Adds the last sequences of a buffer.</summary>
    internal void AddLastOf(SequenceBuffer buffer, int count)
    {
        for (int sequence = buffer.Count - count; sequence < buffer.Count; sequence++)
            Add(buffer, sequence);
    }

    private void Add(SequenceBuffer buffer, int last)
    {
        Append(buffer.LengthOf(last));
        foreach (float target in buffer.TargetsOf(last))
            Append(BitConverter.SingleToInt32Bits(target));
        Append(BitConverter.SingleToInt32Bits(buffer.WeightOf(last)));
        _hash.AppendData(
            buffer.Input.IsTokens ? MemoryMarshal.AsBytes(buffer.TokensOf(last)) : MemoryMarshal.AsBytes(buffer.ValuesOf(last)));
    }

    internal string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    private void Append(int value) => _hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));
}
