using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>The text of a record in the invariant culture; the compiler's own <c>ToString</c> uses the current culture.</summary>
internal static class InvariantText
{
    /// <param name="name">The record's name.</param>
    /// <param name="printMembers">Its <c>PrintMembers</c>, which the compiler writes.</param>
    internal static string Of(string name, Func<StringBuilder, bool> printMembers)
    {
        var text = new StringBuilder(name).Append(" { ");
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            if (printMembers(text))
                text.Append(' ');
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        return text.Append('}').ToString();
    }
}
