using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public class SequencePadderTests
{
    [TestMethod]
    [DataRow(SequencePadding.Post, SequenceTruncation.Post, "1", "1,0,0")]
    [DataRow(SequencePadding.Pre, SequenceTruncation.Post, "1,2", "0,1,2")]
    [DataRow(SequencePadding.Post, SequenceTruncation.Post, "", "0,0,0")]
    [DataRow(SequencePadding.Post, SequenceTruncation.Post, "1,2,3", "1,2,3")]
    [DataRow(SequencePadding.Post, SequenceTruncation.Post, "1,2,3,4,5", "1,2,3")]
    [DataRow(SequencePadding.Post, SequenceTruncation.Pre, "1,2,3,4,5", "3,4,5")]
    [DataRow(SequencePadding.Post, SequenceTruncation.HeadAndTail, "1,2,3,4,5", "1,2,5")]
    [DataRow(SequencePadding.Pre, SequenceTruncation.HeadAndTail, "1,2,3,4", "1,2,4")]
    public void Three_steps(SequencePadding padding, SequenceTruncation truncation, string sequence, string expected) =>
        Assert.AreEqual(expected, string.Join(',', Pad(3, 1, padding, truncation, Parse(sequence))));

    [TestMethod]
    public void Channels_stay_together()
    {
        int[] steps = [11, 12, 21, 22, 31, 32];
        Assert.AreEqual("11,12,31,32", string.Join(',', Pad(2, 2, SequencePadding.Post, SequenceTruncation.HeadAndTail, steps)));
        Assert.AreEqual("31,32", string.Join(',', Pad(1, 2, SequencePadding.Post, SequenceTruncation.Pre, steps)));
        Assert.AreEqual(
            "0,0,11,12,21,22,31,32", string.Join(',', Pad(4, 2, SequencePadding.Pre, SequenceTruncation.Post, steps)));
    }

    [TestMethod]
    public void Padding_then_dropping_it_gives_the_truncated_sequence() =>
        Gen.Select(
            Gen.Int[1, 50].Array[0, 40], Gen.Int[1, 30], Gen.Enum<SequencePadding>(), Gen.Enum<SequenceTruncation>()).Sample(
            (sequence, length, padding, truncation) =>
            {
                int[] padded = Pad(length, 1, padding, truncation, sequence);
                int[] kept = truncation switch
                {
                    _ when sequence.Length <= length => sequence,
                    SequenceTruncation.Post => sequence[..length],
                    SequenceTruncation.Pre => sequence[^length..],
                    _ => [.. sequence[..((length + 1) / 2)], .. sequence[^(length / 2)..]],
                };
                int missing = length - kept.Length;
                int[] ends = padding == SequencePadding.Post ? padded[^missing..] : padded[..missing];

                return padded.Length == length && ends.All(item => item == 0)
                    && kept.SequenceEqual(padded.Where(item => item != 0));
            });

    [TestMethod]
    public void Padding_again_changes_nothing() =>
        Gen.Select(
            Gen.Int[1, 50].Array[0, 40], Gen.Int[1, 30], Gen.Enum<SequencePadding>(), Gen.Enum<SequenceTruncation>()).Sample(
            (sequence, length, padding, truncation) =>
            {
                int[] once = Pad(length, 1, padding, truncation, sequence);
                return once.SequenceEqual(Pad(length, 1, padding, truncation, once));
            });

    private static int[] Parse(string numbers) =>
        [.. numbers.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    private static int[] Pad(int length, int channels, SequencePadding padding, SequenceTruncation truncation, int[] sequence)
    {
        int[] destination = [.. Enumerable.Repeat(-1, length * channels)];
        new SequencePadder(length, channels, padding, truncation).Pad<int>(sequence, destination, 0);
        return destination;
    }
}
