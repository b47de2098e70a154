namespace MlNet.Sequences.Cli.Tests;

/// <summary>A fit that went wrong by its own figures says so wherever people look.</summary>
[TestClass]
public sealed class FitWarningTests
{
    [TestMethod]
    public void A_model_that_predicts_one_class_for_all_is_warned_of_by_train_inspect_and_the_report()
    {
        using var workplace = new Workplace();
        workplace.Write(
            "parcels.csv",
            "Text,Label\n" +
            string.Concat(Enumerable.Range(0, 100).Select(i => $"parcel {i},{(i % 10 == 0 ? "pos" : "neg")}\n")));

        var run = workplace.Tool.Run("train", "--data", "parcels.csv", "--epochs", "1", "--learning-rate", "0.001", "--json");
        string warning = run.Json().GetProperty("warnings")[0].GetString()!;
        Assert.Contains("predicts 'neg' for all of", warning);
        Assert.Contains("Raise --epochs or --learning-rate (find-learning-rate tells which), or set --class-weights to", warning);
        Assert.Contains("Try it", run.Error);
        Assert.Contains(
            $"Before you use it: {warning}", string.Join('\n', run.Error.TrimEnd().Split('\n')[^2..]), "among the last lines");
        Assert.HasCount(2, run.Error.Split(warning), "once");

        var inspected = workplace.Tool.Run("inspect", "--model", "model.zip", "--json").Json();
        Assert.AreEqual(warning, inspected.GetProperty("history").GetProperty("warnings")[0].GetString());
        Assert.Contains("predicts 'neg' for all of", workplace.Tool.Run("inspect", "--model", "model.zip").Output);

        Assert.AreEqual(
            0,
            workplace.Tool.Run("evaluate", "--model", "model.zip", "--data", "parcels.csv", "--report", "report.html").ExitCode);
        Assert.Contains("for all of", File.ReadAllText(workplace.Path("report.html")));
    }

    [TestMethod]
    public void Warnings_during_a_fit_call_options_by_the_tool_s_names()
    {
        using var workplace = new Workplace();
        string[] small = ["--device", "cpu", "--precision", "tensor-float32", "--embedding-size", "4", "--hidden-size", "4"];
        var run = workplace.Tool.Run(["train", "--epochs", "1", .. small]);
        Assert.HasCount(2, run.Error.Split("warning: --precision TensorFloat32 requires an NVIDIA GPU"), $"once in {run.Error}");
        run = workplace.Tool.Run(["find-learning-rate", "--steps", "20", .. small]);
        Assert.HasCount(2, run.Error.Split("warning: --precision TensorFloat32 requires an NVIDIA GPU"), $"once in {run.Error}");
    }

    [TestMethod]
    public void What_the_data_chose_is_told()
    {
        using var workplace = new Workplace();
        var run = workplace.Tool.Run("train", "--epochs", "1", "--embedding-size", "4", "--hidden-size", "4", "--json");
        var chosen = run.Json().GetProperty("chosen");
        Assert.AreEqual("16", chosen.GetProperty("batchSize").GetString());
        Assert.IsFalse(chosen.TryGetProperty("numberOfEpochs", out _), "it was given");
        Assert.Contains("Chosen for 296 texts", run.Error);
        Assert.Contains("batchSize 16", run.Error);
    }
}
