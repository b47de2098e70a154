using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli;

/// <summary>A value of <c>serve --model</c>: NAME=FILE, NAME@VERSION=FILE, or FILE, whose name is the file's.</summary>
internal sealed partial record ServedModelName(string Name, int Version, string Path)
{
    internal const string Rule =
        "NAME=FILE, NAME@VERSION=FILE or FILE, with a name of letters, digits, '-', '_' and '.' and a whole version above 0, " +
        "such as sentiment=model.zip";

    /// <summary>Null if the text is none of these.</summary>
    internal static ServedModelName? Parse(string text)
    {
        if (Named().Match(text) is { Success: true } match)
        {
            string version = match.Groups["version"].Value;
            int number = 1;
            return version.Length == 0
                || (int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0)
                    ? new(match.Groups["name"].Value, number, match.Groups["path"].Value) : null;
        }

        string name = System.IO.Path.GetFileNameWithoutExtension(text);
        return PlainName().IsMatch(name) ? new(name, 1, text) : null;
    }

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9][A-Za-z0-9._-]{0,63})(@(?<version>[0-9]*))?=(?<path>.+)\z")]
    private static partial Regex Named();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex PlainName();
}
