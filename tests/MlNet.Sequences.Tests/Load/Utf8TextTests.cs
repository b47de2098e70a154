using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class Utf8TextTests
{
    [TestMethod]
    public void A_byte_order_mark_is_no_part_of_the_text() => Assert.AreEqual("Ça va", Read([0xEF, 0xBB, 0xBF, .. "Ça va"u8]));

    [TestMethod]
    public void A_text_may_have_the_replacement_character_itself()
    {
        Assert.AreEqual("\uFFFD", Utf8Text.Read("'a'", 3, new MemoryStream(Encoding.UTF8.GetBytes("\uFFFD")), out bool isValid));
        Assert.IsTrue(isValid);
    }

    [TestMethod]
    public void Invalid_bytes_are_replaced_and_said()
    {
        Assert.AreEqual("a\uFFFDb", Utf8Text.Read("'a'", 3, new MemoryStream([(byte)'a', 0xFF, (byte)'b']), out bool isValid));
        Assert.IsFalse(isValid);
    }

    [TestMethod]
    public void An_empty_text_is_an_error()
    {
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read([])).Message, "'name' is");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read([0xEF, 0xBB, 0xBF])).Message,
            "only a byte order mark");
    }

    [TestMethod]
    public void Text_in_UTF_16_is_an_error() =>
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Read([0xFF, 0xFE, 0x41, 0x00])).Message, "UTF-16");

    [TestMethod]
    public void A_text_shorter_than_said_is_an_error_that_names_it()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() =>
            Utf8Text.Read("'name'", 10, new MemoryStream("short"u8.ToArray()), out _));
        StringAssert.Contains(error.Message, "'name' can't be read to its end");
    }

    private static string Read(byte[] bytes) => Utf8Text.Read("'name'", bytes.Length, new MemoryStream(bytes), out _);
}
