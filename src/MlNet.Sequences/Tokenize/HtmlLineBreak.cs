namespace MlNet.Sequences;

/// <summary>Recognizes HTML line breaks in the forms found in reviews from the web.</summary>
internal static class HtmlLineBreak
{
    /// <summary>
    /// The length of <c>&lt;br&gt;</c>, <c>&lt;br/&gt;</c>, <c>&lt;br /&gt;</c> at the start of the text, or 0.
    /// </summary>
    internal static int LengthAt(ReadOnlySpan<char> text)
    {
        if (text.Length < 4 || text[0] != '<' || (text[1] | 0x20) != 'b' || (text[2] | 0x20) != 'r')
            return 0;

        int i = 3;
        while (i < text.Length && text[i] is ' ' or '\t' or '\n' or '\r')
            i++;
        if (i < text.Length && text[i] == '/')
            i++;
        return i < text.Length && text[i] == '>' ? i + 1 : 0;
    }
}
