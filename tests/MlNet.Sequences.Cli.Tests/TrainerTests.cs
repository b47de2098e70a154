namespace MlNet.Sequences.Cli.Tests;

/// <summary>Every trainer, on the sample and with the settings that the tool has for it.</summary>
[TestClass]
public class TrainerTests
{
    [TestMethod]
    [DataRow("lstm", "hiddenSize")]
    [DataRow("gru", "hiddenSize")]
    [DataRow("rnn", "hiddenSize")]
    [DataRow("transformer", "numberOfHeads")]
    public void The_sample_is_learnt_far_above_chance(string trainer, string setting)
    {
        using var workplace = new Workplace();

        var report = workplace.Tool.Run("train", "--trainer", trainer, "--json").Json();

        Assert.AreEqual(trainer, report.GetProperty("trainer").GetString());
        Assert.IsGreaterThan(0.65, report.GetProperty("test").GetProperty("accuracy").GetDouble());
        var inspected = workplace.Tool.Run("inspect", "--model", "model.zip", "--json").Json();
        Assert.AreEqual(trainer, inspected.GetProperty("architecture").GetString());
        Assert.IsTrue(inspected.GetProperty("settings").TryGetProperty(setting, out _));
        var layers = inspected.GetProperty("layers").EnumerateArray().ToArray();
        Assert.AreEqual(
            report.GetProperty("parameters").GetInt64(), layers.Sum(layer => layer.GetProperty("parameters").GetInt64()));
        Assert.AreEqual(report.GetProperty("parameters").GetInt64(), inspected.GetProperty("parameters").GetInt64());
        Assert.AreEqual("head.bias", layers[^1].GetProperty("name").GetString());
    }

    [TestMethod]
    public void The_options_of_a_Transformer_reach_its_network()
    {
        using var workplace = new Workplace();
        string[] options =
        [
            "--trainer", "transformer", "--epochs", "1", "--hidden-size", "12", "--layers", "1", "--heads", "3",
            "--feed-forward-size", "20",
            "--positions", "Learned", "--maximum-length", "60", "--pooling", "first", "--step-dropout", "0.1",
            "--embedding-dropout", "0.2",
            "--residual-dropout", "0.3", "--attention-dropout", "0.4", "--head-dropout", "0.6", "--label-smoothing", "0.1",
            "--class-weights", "pos=2,neg=1",
        ];

        Assert.AreEqual(0, workplace.Tool.Run(["train", .. options]).ExitCode);

        var settings = workplace.Tool.Run("inspect", "--model", "model.zip", "--json").Json().GetProperty("settings");
        foreach (var (name, value) in new[]
        {
            ("hiddenSize", "12"), ("numberOfLayers", "1"), ("numberOfHeads", "3"), ("feedForwardSize", "20"),
            ("positions", "\"Learned\""),
            ("maximumLength", "60"), ("pooling", "\"First\""), ("stepDropout", "0.1"), ("embeddingDropout", "0.2"),
            ("residualDropout", "0.3"), ("attentionDropout", "0.4"), ("headDropout", "0.6"),
        })
            Assert.AreEqual(value, settings.GetProperty(name).GetRawText(), name);
    }

    [TestMethod]
    public void The_options_of_a_recurrent_network_reach_it()
    {
        using var workplace = new Workplace();
        string[] options =
        [
            "--trainer", "gru", "--epochs", "1", "--hidden-size", "6", "--embedding-size", "5", "--layers", "2",
            "--bidirectional",
            "--pooling", "max", "--recurrent-dropout", "0.3", "--weight-dropout", "0.4",
            "--adversarial-training", "virtual-adversarial", "--adversarial-norm", "2", "--adversarial-weight", "0.5",
            "--class-weights", "balanced",
        ];

        Assert.AreEqual(0, workplace.Tool.Run(["train", .. options]).ExitCode);

        var inspected = workplace.Tool.Run("inspect", "--model", "model.zip", "--json").Json();
        var settings = inspected.GetProperty("settings");
        foreach (var (name, value) in new[]
        {
            ("hiddenSize", "6"), ("embeddingSize", "5"), ("numberOfLayers", "2"), ("bidirectional", "true"),
            ("pooling", "\"Max\""), ("recurrentDropout", "0.3"), ("weightDropout", "0.4"),
        })
            Assert.AreEqual(value, settings.GetProperty(name).GetRawText(), name);
        var trained = inspected.GetProperty("trainingSettings");
        foreach (var (name, value) in new[]
        {
            ("adversarialTraining", "\"VirtualAdversarial\""), ("adversarialNorm", "2"), ("adversarialWeight", "0.5"),
        })
            Assert.AreEqual(value, trained.GetProperty(name).GetRawText(), name);
    }
}
