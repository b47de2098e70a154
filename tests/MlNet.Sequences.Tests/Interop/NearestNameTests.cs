namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class NearestNameTests
{
    private static readonly string[] Names = ["hiddenSize", "batchSize", "seed", "rnn"];

    [TestMethod]
    [DataRow("hidenSize", "hiddenSize")]
    [DataRow("HIDDENSIZE", "hiddenSize")]
    [DataRow("bachSize", "batchSize")]
    [DataRow("sed", "seed")]
    [DataRow("rn", "rnn")]
    [DataRow("numberOfHeads", null)]
    [DataRow("colour", null)]
    public void A_name_is_near_when_few_of_its_letters_differ(string text, string? nearest) =>
        Assert.AreEqual(nearest, NearestName.Find(text, Names));

    [TestMethod]
    public void Of_no_names_none_is_near() => Assert.IsNull(NearestName.Find("seed", []));
}
