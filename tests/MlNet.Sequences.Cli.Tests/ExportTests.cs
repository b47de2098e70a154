using System.Text;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>One model, trained on the sample once, and its export.</summary>
[TestClass]
public sealed class ExportTests
{
    private static Workplace s_workplace = null!;

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        s_workplace = new Workplace();
        var run = s_workplace.Tool.Run(["train", "--json", .. Tool.Quick]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
    }

    [ClassCleanup]
    public static void Remove() => s_workplace.Dispose();

    [TestMethod]
    public void A_model_is_exported_with_its_words_and_nothing_else_is_left()
    {
        string output = s_workplace.Path("other.onnx");
        var report = s_workplace.Tool.Run("export", "--model", "model.zip", "--output", "other.onnx", "--json").Json();
        Assert.AreEqual(output, report.GetProperty("output").GetString());
        Assert.AreEqual("lstm", report.GetProperty("trainer").GetString());
        Assert.AreEqual("binary", report.GetProperty("task").GetString());
        Assert.AreEqual(new FileInfo(output).Length, report.GetProperty("bytes").GetInt64());
        Assert.Contains("vocabulary", Encoding.Latin1.GetString(File.ReadAllBytes(output)));
        Assert.IsEmpty(s_workplace.Files().Where(file => file is not ("model.zip" or "model.onnx" or "other.onnx")));
    }

    [TestMethod]
    public void Without_a_place_the_file_goes_beside_the_model()
    {
        var run = s_workplace.Tool.Run("export", "--model", "model.zip");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Output);
        Assert.Contains("model.onnx", run.Error);
        Assert.IsTrue(File.Exists(s_workplace.Path("model.onnx")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)] // where anyone may make a link
    public void Without_the_native_part_of_ONNX_Runtime_a_line_names_the_package_and_no_file_is_left()
    {
        using var workplace = new Workplace();
        string built = Path.GetDirectoryName(Tool.Library)!, copy = workplace.Path("tool");
        foreach (string file in Directory.GetFiles(built, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file).Contains("onnxruntime", StringComparison.Ordinal))
                continue;
            string target = Path.Combine(copy, Path.GetRelativePath(built, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (file.EndsWith(".so", StringComparison.Ordinal)) // libtorch is too large to be copied
                File.CreateSymbolicLink(target, file);
            else
                File.Copy(file, target);
        }

        var tool = new Tool(s_workplace.Path("."), Path.Combine(copy, Path.GetFileName(Tool.Library)));
        tool.Run("export", "--model", "model.zip", "--output", workplace.Path("model.onnx")).IsFailure("add the package Microsoft.ML.OnnxRuntime");
        Assert.IsEmpty(workplace.Files());
    }

    [TestMethod]
    public void What_cant_be_exported_or_written_is_said_in_a_line()
    {
        using var workplace = new Workplace();
        string model = s_workplace.Path("model.zip");
        workplace.Write("text.zip", "no model");
        workplace.Tool.Run("export", "--model", "nowhere.zip").IsFailure("nowhere.zip");
        workplace.Tool.Run("export", "--model", "text.zip").IsFailure("text.zip");
        workplace.Tool.Run("export", "--model", model, "--output", "missing/model.onnx").IsFailure("missing");
        workplace.Tool.Run("export", "--model", model, "--output", model).IsUsageError("--output");
        workplace.Tool.Run("export").IsUsageError("--model");
        CollectionAssert.AreEqual((string[])["text.zip"], workplace.Files());
    }
}
