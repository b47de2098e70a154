using System.Text.Json.Nodes;

namespace MlNet.Sequences.Tests;

/// <summary>Checkpoints that earlier versions wrote, after the first of two epochs.</summary>
[TestClass]
public sealed class EarlierCheckpointTests
{
    [TestMethod]
    [DataRow("lstm", true)]
    [DataRow("gru-two-layers-both-directions", true)]
    [DataRow("transformer-learned-positions", false)]
    public void A_checkpoint_of_an_earlier_version_resumes_and_ends_as_its_fit_did(string fit, bool isTokens)
    {
        string source = Repository.Path("tests", "fixtures", "checkpoints", fit);
        if (!Directory.Exists(source))
        {
            WriteCheckpoint(fit, isTokens, source);
            Assert.Fail($"There was no checkpoint in {source}. One of today's version is there now: commit it.");
        }

        using var folder = new ScratchFolder();
        foreach (string file in Directory.GetFiles(source))
            File.Copy(file, folder.At(Path.GetFileName(file)));
        int epochs = 0;
        using var model = ApprovedFits.Train(fit, ToyTask.Binary, isTokens, options =>
        {
            (options.CheckpointFolder, options.Resume) = (folder.Path, true);
            options.Callbacks = [new Fits.OnEpoch(_ => epochs++)];
        });
        Assert.AreEqual(1, epochs, "the second epoch alone is trained");

        var approved = JsonNode.Parse(File.ReadAllText(Repository.Path("tests", "fixtures", "fits", $"{fit}.approved.json")))!;
        var expected = approved[$"Binary, {(isTokens ? "tokens" : "numbers")}"]!["scores"]!.AsArray();
        var received = ApprovedFits.Describe(model, isTokens)["scores"]!.AsArray();
        for (int row = 0; row < expected.Count; row++)
            Assert.AreEqual((double)expected[row]![0]!, (double)received[row]![0]!, 1e-4, $"row {row}");
    }

    [TestMethod]
    public void A_checkpoint_of_a_version_without_sampling_keys_resumes_with_the_rows_that_it_held_out()
    {
        using var folder = new ScratchFolder();
        foreach (string file in Directory.GetFiles(Repository.Path("tests", "fixtures", "checkpoints", "lstm")))
            File.Copy(file, folder.At(Path.GetFileName(file)));
        var warnings = new List<string>();
        using var model = ApprovedFits.Train("lstm", ToyTask.Binary, isTokens: true, options =>
        {
            (options.CheckpointFolder, options.Resume, options.SamplingKeyColumnName) = (folder.Path, true, "Film");
            options.Callbacks = [new WarningList(warnings)];
        });
        Assert.IsTrue(
            warnings.Any(warning => warning.Contains("version without SamplingKeyColumnName", StringComparison.Ordinal)),
            string.Join('\n', warnings));
    }

    private sealed class WarningList(List<string> warnings) : IWarningCallback
    {
        public void OnWarning(OptionMessage warning) => warnings.Add(warning.ToString());
    }

    // An exception out of a callback ends the fit as a kill does.
    private static void WriteCheckpoint(
        string fit, bool isTokens, string folder) => Assert.ThrowsExactly<TimeZoneNotFoundException>(() =>
        ApprovedFits.Train(fit, ToyTask.Binary, isTokens, options =>
        {
            options.CheckpointFolder = folder;
            options.Callbacks = [new AfterCheckpoint()];
        }));

    private sealed class AfterCheckpoint : ICheckpointCallback
    {
        public void OnCheckpointSaved(CheckpointSaved checkpoint) => throw new TimeZoneNotFoundException();
    }
}
