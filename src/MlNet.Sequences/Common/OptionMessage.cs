using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>
/// A message that names options. The library names them by their properties; a program with other names, such as command-line
/// options, shows the message with <see cref="ToString(Func{string, string})"/>.
/// </summary>
/// <remarks>
/// In the library it is an interpolated string, in the invariant culture, that marks the names:
/// <c>$"Lower {nameof(options.LearningRate):option}."</c> There is no conversion from string, which would have lost its names.
/// </remarks>
[InterpolatedStringHandler]
[JsonConverter(typeof(OptionMessageConverter))]
public sealed class OptionMessage : IEquatable<OptionMessage>
{
    private const string NameFormat = "option";

    // The key of an exception's message in its data.
    private static readonly object Key = typeof(OptionMessage).FullName!;

    private readonly List<Piece> _pieces = [];

    internal OptionMessage()
    {
    }

    internal OptionMessage(int literalLength, int formattedCount) =>
        _pieces.EnsureCapacity((2 * formattedCount) + Math.Min(literalLength, 1));

    /// <summary>The properties of the options in the message, each once, in order.</summary>
    public IReadOnlyList<string> Options => [.. _pieces.Where(piece => piece.IsName).Select(piece => piece.Text).Distinct()];

    /// <summary>The pieces in order.</summary>
    internal IReadOnlyList<Piece> Pieces => _pieces;

    /// <summary>The exception's message as one whose options can be renamed; null if it names none.</summary>
    /// <param name="exception">An exception of this library.</param>
    public static OptionMessage? Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception.Data[Key] as OptionMessage;
    }

    /// <summary>The messages joined by a separator.</summary>
    internal static OptionMessage Join(string separator, IEnumerable<OptionMessage> messages)
    {
        var joined = new OptionMessage();
        foreach (var message in messages)
        {
            if (joined._pieces.Count > 0)
                joined.AppendLiteral(separator);
            joined.AppendFormatted(message);
        }

        return joined;
    }

    /// <summary>Attaches this message to an exception.</summary>
    internal TException In<TException>(TException exception)
        where TException : Exception
    {
        exception.Data[Key] = this;
        return exception;
    }

    /// <summary>An exception with this message.</summary>
    internal static InvalidOperationException Invalid(OptionMessage message, Exception? cause = null) =>
        message.In(new InvalidOperationException(message.ToString(), cause));

    internal void AppendLiteral(string text)
    {
        if (text.Length > 0)
            _pieces.Add(new(text));
    }

    internal void AppendFormatted(OptionName name) => _pieces.Add(new(name.Name, IsName: true, name.Shown));

    internal void AppendFormatted(OptionMessage message) => _pieces.AddRange(message._pieces);

    internal void AppendFormatted<T>(T value, string? format = null)
    {
        if (format == NameFormat)
            AppendFormatted(new OptionName(value?.ToString() ?? ""));
        else
            AppendLiteral(value is IFormattable formattable
                ? formattable.ToString(format, CultureInfo.InvariantCulture)
                : value?.ToString() ?? "");
    }

    /// <summary>The message with the names of properties.</summary>
    public override string ToString() => string.Concat(_pieces.Select(piece => piece.Shown ?? piece.Text));

    /// <summary>The message with other names for the options.</summary>
    /// <param name="nameOf">
    /// Returns the name for a property, such as <c>--learning-rate</c> for <c>LearningRate</c>; unknown names are returned
    /// unchanged.
    /// </param>
    public string ToString(Func<string, string> nameOf)
    {
        ArgumentNullException.ThrowIfNull(nameOf);
        var text = new StringBuilder();
        foreach (var piece in _pieces)
        {
            string name = piece.IsName ? nameOf(piece.Text) : piece.Text;
            text.Append(name == piece.Text ? piece.Shown ?? name : name);
        }

        return text.ToString();
    }

    /// <summary>Whether the other message has the same text and names the same options in it.</summary>
    /// <param name="other">The other message.</param>
    public bool Equals(OptionMessage? other) =>
        other is not null && ToString() == other.ToString() && Options.SequenceEqual(other.Options);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OptionMessage);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>A text, or the name of an option.</summary>
    internal readonly record struct Piece(string Text, bool IsName = false, string? Shown = null);
}
