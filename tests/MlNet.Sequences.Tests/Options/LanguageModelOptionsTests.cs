using System.Text.Json.Nodes;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class LanguageModelOptionsTests
{
    [TestMethod]
    public void Options_are_read_from_the_json_that_they_write()
    {
        var options = new LanguageModelOptions
        {
            Network = new TransformerOptions { HiddenSize = 96, NumberOfHeads = 3, NumberOfEpochs = 7, Seed = 5 },
            NumberOfNegatives = 50,
            MaskedFraction = 0.4,
            WindowLength = 70,
            Horizon = 5,
        };
        string json = options.ToJson();
        var written = JsonNode.Parse(json)!.AsObject();
        CollectionAssert.AreEqual(
            new[] { "network", "numberOfNegatives", "maskedFraction", "windowLength", "horizon" },
            written.Select(pair => pair.Key).ToArray());
        Assert.AreEqual(96, (int)written["network"]!["hiddenSize"]!);

        var read = LanguageModelOptions.FromJson<TransformerOptions>(json);
        Assert.AreEqual(options.Network, read.Network);
        Assert.AreEqual(
            (50, 0.4, 70, 5), (read.NumberOfNegatives, read.MaskedFraction, read.WindowLength, read.Horizon));
        Assert.AreEqual(json, read.ToJson());
    }

    [TestMethod]
    public void What_is_left_out_has_its_default()
    {
        var read = LanguageModelOptions.FromJson<GruOptions>(
            """{ "network": { "hiddenSize": 32 }, /* few */ "windowLength": 9, }""");
        Assert.AreEqual(new GruOptions { HiddenSize = 32 }, read.Network);
        Assert.AreEqual(
            (1024, 0.15, 9, 1), (read.NumberOfNegatives, read.MaskedFraction, read.WindowLength, read.Horizon));
        Assert.AreEqual(new GruOptions(), LanguageModelOptions.FromJson<GruOptions>("{}").Network);
    }

    [TestMethod]
    public void A_horizon_is_for_networks_that_predict_neighbors()
    {
        var masked = new LanguageModelOptions { Network = new TransformerOptions(), Horizon = 5 };
        string message = Assert.Throws<ArgumentException>(() => masked.CheckedTask()).Message;
        StringAssert.Contains(message, "Horizon must be 1 for a network that predicts masked tokens; received 5");
        var none = new LanguageModelOptions { Horizon = 0 };
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => none.CheckedTask()).Message, "Horizon must be at least 1; received 0");
    }

    [TestMethod]
    public void Every_mistake_is_told_at_once()
    {
        string message = Assert.Throws<ArgumentException>(() => LanguageModelOptions.FromJson<LstmOptions>(
            """
            { "network": { "hidenSize": 3, "numberOfLayers": "two" }, "network": {}, "windowLenght": 4, "maskedFraction": true }
            """)).Message;
        foreach (string part in new[]
        {
            "did you mean hiddenSize?", "numberOfLayers must be a whole number", "network must be given once",
            "did you mean windowLength?", "maskedFraction must be a number",
        })
            StringAssert.Contains(message, part);
        StringAssert.Contains(
            Assert.Throws<ArgumentException>(() => LanguageModelOptions.FromJson<LstmOptions>("""{ "network": 3 }""")).Message,
            "The JSON of LstmOptions must be an object");
    }
}
