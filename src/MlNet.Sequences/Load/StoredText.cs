using System.Text;

namespace MlNet.Sequences;

/// <summary>A text that is kept as UTF-8: English takes half the memory of a string.</summary>
/// <param name="text">The text, without lone surrogates.</param>
internal readonly struct StoredText(string text) : IEquatable<StoredText>
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text);

    /// <summary>The text, decoded at each call.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_utf8);

    public bool Equals(StoredText other) => _utf8.AsSpan().SequenceEqual(other._utf8);

    public override bool Equals(object? obj) => obj is StoredText other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_utf8);
        return hash.ToHashCode();
    }
}
