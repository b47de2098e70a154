using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MlNet.Sequences;

/// <summary>The SHA-256 of many small values, buffered to save calls.</summary>
internal sealed class ValueDigest(int capacity = 1 << 16) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _gathered = new byte[capacity];
    private int _count;

    internal void Add(long value) => AddBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    /// <summary>Adds values and their number, so that adjacent ones can't be confused.</summary>
    internal void Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Add(values.Length);
        AddBytes(MemoryMarshal.AsBytes(values));
    }

    internal void Add(string text) => Add(text.AsSpan());

    internal string Finish()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    internal void AddBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _gathered.Length - _count)
            Flush();
        if (bytes.Length > _gathered.Length)
        {
            _hash.AppendData(bytes);
            return;
        }

        bytes.CopyTo(_gathered.AsSpan(_count));
        _count += bytes.Length;
    }

    private void Flush()
    {
        _hash.AppendData(_gathered, 0, _count);
        _count = 0;
    }
}
