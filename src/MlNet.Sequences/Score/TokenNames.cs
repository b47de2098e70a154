using System.Globalization;

namespace MlNet.Sequences;

/// <summary>The words of tokens.</summary>
internal static class TokenNames
{
    /// <summary>A token's word; its key as a number if words are unknown.</summary>
    internal static string Of(PrimitiveValues? vocabulary, int token) =>
        vocabulary?.Texts[token - 1] ?? token.ToString(CultureInfo.InvariantCulture);
}
