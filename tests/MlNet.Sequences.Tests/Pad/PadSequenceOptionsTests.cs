using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public class PadSequenceOptionsTests
{
    [TestMethod]
    public void Every_violation_is_listed_at_once()
    {
        var options = new PadSequenceOptions
        {
            Length = 0,
            Padding = (SequencePadding)7,
            Truncation = (SequenceTruncation)8,
            PaddingValue = float.NegativeInfinity,
        };

        string message = Assert.ThrowsExactly<InvalidOptionsException>(() => Make(options)).Message;

        StringAssert.StartsWith(message, "PadSequenceOptions has 4 invalid values:");
        string[] lines = message.Split('\n');
        Assert.HasCount(5, lines);
        StringAssert.Contains(lines[1], "Length must be from 1 to 16777216; received 0;");
        StringAssert.Contains(lines[2], "Padding must be a named value; received 7; set one of Post, Pre");
        StringAssert.Contains(lines[3], "Truncation must be a named value; received 8; set one of Post, Pre, HeadAndTail");
        StringAssert.Contains(lines[4], "PaddingValue must be finite or NaN; received -Infinity;");
    }

    [TestMethod]
    public void Length_has_no_default() => Assert.ThrowsExactly<InvalidOptionsException>(() => Make(new()));

    [TestMethod]
    public void An_empty_column_name_is_refused() => Assert.ThrowsExactly<ArgumentException>(
        () => new SequencePaddingEstimator((IHostEnvironment)new MLContext(), "", null, new() { Length = 1 }));

    private static SequencePaddingEstimator Make(PadSequenceOptions options) =>
        new((IHostEnvironment)new MLContext(), "Features", "Tokens", options);
}
