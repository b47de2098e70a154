using System.Text.Json.Nodes;

namespace MlNet.Sequences.Tests;

/// <summary>Damaged and forged checkpoints.</summary>
[TestClass]
public sealed class DamagedCheckpointTests : CheckpointFixture
{
    [TestMethod]
    public void A_damaged_last_checkpoint_gives_way_to_the_one_before_with_a_warning()
    {
        using var folder = new ScratchFolder();
        using var whole = Fit(Options(folder));
        string[] files = [.. Directory.GetFiles(folder.Path, "*.safetensors").Order()];
        var random = new Random(1);
        byte[] content = File.ReadAllBytes(files[^1]);
        for (int i = 0; i < 20; i++)
        {
            Warnings.Clear();
            byte[] damaged = [.. content];
            // Cut off, or with one bit turned.
            if (i % 3 == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            else
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(files[^1], damaged);
            using var resumed = Fit(Options(folder));
            Assert.HasCount(
                1, Warnings.Where(w => w.Contains(files[^1], StringComparison.Ordinal)).ToArray(), string.Join('\n', Warnings));
            CollectionAssert.AreEqual(Scores(whole), Scores(resumed));
        }
    }

    [TestMethod]
    [DataRow("position", "{}", "missing required properties")]
    [DataRow("position.step", "-1", "Step must be at least 0")]
    [DataRow("position.epochBatches", "9223372036854775807", "EpochBatches must be at most")]
    [DataRow("position.totalSeconds", "\"NaN\"", "TotalSeconds must be at least 0")]
    [DataRow("position.epochs", "[null]", "Epochs must be numbered from 1")]
    [DataRow("position.epochs", "null", "null")]
    [DataRow("choice.keptEpoch", "99", "KeptEpoch must be from 0")]
    [DataRow("optimizerSteps", "[-1]", "The steps of a weight must be from 0")]
    public void A_position_that_no_fit_has_reached_is_refused_though_the_digest_fits(string member, string value, string expected)
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        string file = Directory.GetFiles(folder.Path, "*.safetensors").Max()!;
        using var scope = TorchSharp.torch.NewDisposeScope();
        CheckpointFile.Read(file);
        Forge(file, state =>
        {
            string[] path = member.Split('.');
            (path.Length == 1 ? state : state[path[0]]!)[path[^1]] = JsonNode.Parse(value);
        });
        string message = Assert.ThrowsExactly<InvalidDataException>(() => CheckpointFile.Read(file)).Message;
        StringAssert.Contains(message, "Its description can't be read");
        StringAssert.Contains(message, expected);
    }

    [TestMethod]
    public void Where_all_are_damaged_the_fit_fails_and_says_so()
    {
        using var folder = new ScratchFolder();
        Fit(Options(folder)).Dispose();
        foreach (string file in Directory.GetFiles(folder.Path, "*.safetensors"))
            File.WriteAllText(file, "nothing");
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Options(folder))).Message, "None is left");
    }
}
