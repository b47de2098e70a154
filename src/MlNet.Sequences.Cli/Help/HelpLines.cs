using System.Text;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli;

/// <summary>Wraps a text to a width.</summary>
internal static partial class HelpLines
{
    /// <summary>
    /// Refills paragraphs. A paragraph continues in the next line unless that is empty, indented less, a command of an example, a
    /// JSON object, or an item: a term, two or more spaces, and its description, whose next lines are aligned with it.
    /// </summary>
    internal static IEnumerable<string> Wrap(string text, int width)
    {
        var paragraph = new StringBuilder();
        string first = "", rest = "";
        bool isCommand = false;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string content = line.TrimStart(' ');
            int indent = line.Length - content.Length;
            bool startsCommand = Command().IsMatch(content), startsItem = !startsCommand && Item().IsMatch(content);
            if (paragraph.Length > 0
                && (content.Length == 0 || startsCommand || startsItem || isCommand || indent < first.TakeWhile(
                c => c == ' ').Count()
                || content[0] == '{' || (first.Length == 0 && paragraph[^1] == ':')))
            {
                foreach (string filled in Flush())
                    yield return filled;
            }

            if (content.Length == 0)
            {
                yield return "";
            }
            else if (paragraph.Length > 0)
            {
                paragraph.Append(' ').Append(content);
            }
            else
            {
                int term = startsItem ? Item().Match(content).Length : 0;
                (first, rest, isCommand) = (
                    new string(' ', indent) + content[..term], new string(' ', indent + (startsCommand ? 4 : term)),
                    startsCommand);
                paragraph.Append(content.AsSpan(term));
            }
        }

        foreach (string filled in Flush())
            yield return filled;

        IEnumerable<string> Flush()
        {
            string[] lines = [.. Fill(paragraph.ToString(), first, rest, width - (isCommand ? 2 : 0))];
            paragraph.Clear();
            // A command that continues in the next line can still be pasted.
            return isCommand && !OperatingSystem.IsWindows()
                ? lines.Select((line, i) => i < lines.Length - 1 ? $"{line} \\" : line)
                : lines;
        }
    }

    /// <summary>Wraps a text into lines.</summary>
    /// <param name="text">The text.</param>
    /// <param name="first">The prefix of the first line.</param>
    /// <param name="rest">The prefix of the others.</param>
    /// <param name="width">The width of a line; a single longer word is not split.</param>
    internal static IEnumerable<string> Fill(string text, string first, string rest, int width)
    {
        var line = new StringBuilder(first);
        bool isEmpty = true;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear().Append(rest);
                isEmpty = true;
            }

            if (!isEmpty)
                line.Append(' ');
            line.Append(word);
            isEmpty = false;
        }

        yield return line.ToString().TrimEnd();
    }

    [GeneratedRegex(@"\A(mlnet-sequences|cat) ")]
    private static partial Regex Command();

    [GeneratedRegex(@"\A\S+( \S+)*  +(?=\S)", RegexOptions.ExplicitCapture)]
    private static partial Regex Item();
}
