using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class BaseLettersTests
{
    [TestMethod]
    [DataRow("az09.", "az09.")]
    [DataRow("\u00E9\u00FC\u0101\u1EC7\u01D6", "euaeu")]
    [DataRow("e\u0301\u0308", "e")]
    [DataRow("\u00F8\u0142\u00DF", "\u00F8\u0142\u00DF", DisplayName = "a stroke is no accent")]
    [DataRow("\u1F71\u0439\u304C", "\u03B1\u0438\u304B")]
    [DataRow("\u037E", ";")]
    [DataRow("\u09CB", "\u09C7\u09BE")]
    [DataRow("\uAC00\uAC01\uD7A3", "\u1100\u1161\u1100\u1161\u11A8\u1112\u1175\u11C2")]
    [DataRow("\u4E2D\U0001F600\uD7A4", "\u4E2D\U0001F600\uD7A4")]
    public void Letters_lose_their_accents_in_every_process(string text, string expected)
    {
        var letters = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            BaseLetters.Append(rune, letter => letters.Append(letter));
        Assert.AreEqual(expected, letters.ToString());
    }
}
