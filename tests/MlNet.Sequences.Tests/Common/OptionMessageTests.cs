using System.Globalization;
using System.Text.Json;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class OptionMessageTests
{
    private static readonly OptionMessage Message =
        $"Lower {nameof(LstmOptions.LearningRate):option} to {0.5:F2}, or set {nameof(LstmOptions.Device):option} to \"Device\".";

    [TestMethod]
    public void Options_are_called_by_their_properties_or_as_whoever_shows_the_message_says()
    {
        Assert.AreEqual("Lower LearningRate to 0.50, or set Device to \"Device\".", Message.ToString());
        Assert.AreEqual(
            "Lower --rate to 0.50, or set --device to \"Device\".",
            Message.ToString(name => name == "Device" ? "--device" : "--rate"));
        CollectionAssert.AreEqual(new[] { "LearningRate", "Device" }, Message.Options.ToArray());
    }

    [TestMethod]
    public void A_message_in_another_keeps_its_names()
    {
        OptionMessage whole = $"First: {Message} {OptionMessage.Join("; ", [Message, $"no names"])}";
        Assert.AreEqual($"First: {Message} {Message}; no names", whole.ToString());
        Assert.HasCount(5, whole.ToString(_ => "~").Split('~'));
    }

    [TestMethod]
    public void A_setting_has_its_name_in_JSON_until_a_program_has_another()
    {
        OptionMessage message = $"{OptionName.OfSetting("hiddenSize")} is 8";
        Assert.AreEqual("hiddenSize is 8", message.ToString());
        Assert.AreEqual("hiddenSize is 8", message.ToString(name => name));
        Assert.AreEqual("--hidden-size is 8", message.ToString(name => name == "HiddenSize" ? "--hidden-size" : name));
    }

    [TestMethod]
    public void Numbers_are_written_alike_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("")
        {
            NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", PercentDecimalSeparator = "," },
        };
        try
        {
            OptionMessage message = $"{1234.5} and {0.25:P1}";
            Assert.AreEqual("1234.5 and 25.0 %", message.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void JSON_keeps_the_names()
    {
        OptionMessage message = $"{Message} {OptionName.OfSetting("hiddenSize")}";
        string json = JsonSerializer.Serialize(message, ModelManifest.Json);
        var read = JsonSerializer.Deserialize<OptionMessage>(json, ModelManifest.Json)!;
        Assert.AreEqual(message, read);
        Assert.AreEqual(message.ToString(name => $"<{name}>"), read.ToString(name => $"<{name}>"));
        foreach (string wrong in new[] { "\"a text\"", "[1]", "[{}]", "[{\"option\": 1}]" })
            Assert.ThrowsExactly<JsonException>(() => JsonSerializer.Deserialize<OptionMessage>(wrong, ModelManifest.Json));
    }

    [TestMethod]
    public void Exceptions_of_others_have_none()
    {
        Assert.IsNull(OptionMessage.Of(new InvalidOperationException("LearningRate")));
        Assert.ThrowsExactly<ArgumentNullException>(() => OptionMessage.Of(null!));
    }
}
