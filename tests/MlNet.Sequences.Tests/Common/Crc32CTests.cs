namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class Crc32CTests
{
    // RFC 3720, appendix B.4, and the check value of the catalogue of CRCs.
    [TestMethod]
    public void Checksums_are_those_of_the_standard()
    {
        Assert.AreEqual(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.AreEqual(0x8A9136AAu, Crc32C.Of(new byte[32]));
        Assert.AreEqual(0x62A8AB43u, Crc32C.Of([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.AreEqual(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.AreEqual(0u, Crc32C.Of([]));
    }

    [TestMethod]
    public void The_remainder_is_the_checksum_without_its_last_inversion() =>
        Assert.AreEqual(~0xE3069283u, Crc32C.Remainder("123456789"u8));
}
