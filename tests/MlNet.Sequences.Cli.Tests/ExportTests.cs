using System.Text;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>One model, trained on the sample once, and its export.</summary>
[TestClass]
public sealed class ExportTests : ModelTests<ExportTests>
{
    [ClassInitialize]
    public static void Train(TestContext context)
    {
        var run = Tool.Run(["train", "--json", .. Tool.Quick]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
    }

    [TestMethod]
    public void A_model_is_exported_with_its_words_and_nothing_else_is_left()
    {
        string output = Workplace.Path("other.onnx");
        var report = Tool.Run("export", "--model", "model.zip", "--output", "other.onnx", "--json").Json();
        Assert.AreEqual(output, report.GetProperty("output").GetString());
        Assert.AreEqual("lstm", report.GetProperty("trainer").GetString());
        Assert.AreEqual("binary", report.GetProperty("task").GetString());
        Assert.AreEqual(new FileInfo(output).Length, report.GetProperty("bytes").GetInt64());
        Assert.Contains("vocabulary", Encoding.Latin1.GetString(File.ReadAllBytes(output)));
        Assert.IsEmpty(Workplace.Files().Where(file => file is not ("model.zip" or "model.onnx" or "other.onnx")));
    }

    // ONNX Runtime would keep a database in the cache folder, open a connection to send it, and follow a link that another user
    // made.
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Nothing_is_told_of_the_use_of_ONNX_Runtime_and_no_file_is_opened_for_it()
    {
        using var workplace = new Workplace();
        File.Copy(Workplace.Path("model.zip"), workplace.Path("model.zip"));
        string home = Directory.CreateDirectory(workplace.Path("home")).FullName,
            temporary = Directory.CreateDirectory(workplace.Path("tmp")).FullName;
        string theirs = workplace.Write("theirs", "of another user");
        File.CreateSymbolicLink(Path.Combine(temporary, ".ses"), theirs);
        var tool = new Tool(
            Path.GetDirectoryName(theirs)!,
            before: $"export HOME='{home}' XDG_CACHE_HOME='{home}/.cache' TMPDIR='{temporary}' " +
            $"MLNET_SEQUENCES_CACHE='{home}/mlnet'; unset ORT_DISABLE_TELEMETRY");

        var run = tool.Run("export", "--model", "model.zip");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("of another user", File.ReadAllText(theirs));
        Assert.IsFalse(Directory.Exists(Path.Combine(home, ".cache", "Microsoft")), "what would be sent");
    }

    [TestMethod]
    public void Rounded_weights_make_a_smaller_file()
    {
        string[] export = ["export", "--model", "model.zip", "--output", "small.onnx", "--json"];
        var whole = Tool.Run(export).Json();
        var rounded = Tool.Run([.. export, "--weights", "INT8"]).Json();
        Assert.AreEqual("float32", whole.GetProperty("weights").GetString());
        Assert.AreEqual("int8", rounded.GetProperty("weights").GetString());
        // In so small a model words and n-grams take more than the weights.
        Assert.IsLessThan(0.9 * whole.GetProperty("bytes").GetInt64(), rounded.GetProperty("bytes").GetInt64());
        File.Delete(Workplace.Path("small.onnx"));
        Tool.Run([.. export, "--weights", "int4"]).IsUsageError("--weights", "int8");
    }

    [TestMethod]
    public void Without_a_place_the_file_goes_beside_the_model()
    {
        var run = Tool.Run("export", "--model", "model.zip");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Output);
        Assert.Contains("model.onnx", run.Error);
        Assert.IsTrue(File.Exists(Workplace.Path("model.onnx")));
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

        var tool = new Tool(Workplace.Path("."), Path.Combine(copy, Path.GetFileName(Tool.Library)));
        tool.Run("export", "--model", "model.zip", "--output", workplace.Path("model.onnx"))
            .IsFailure("add the package Microsoft.ML.OnnxRuntime");
        Assert.IsEmpty(workplace.Files());
    }

    [TestMethod]
    public void With_its_tokenizer_the_graph_takes_texts()
    {
        var run = Tool.Run("export", "--model", "model.zip", "--output", "text.onnx", "--include-tokenizer");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        string content = Encoding.Latin1.GetString(File.ReadAllBytes(Workplace.Path("text.onnx")));
        Assert.Contains("StringSplit", content);
        Assert.Contains("LabelEncoder", content);
        File.Delete(Workplace.Path("text.onnx"));
    }

    [TestMethod]
    public void A_model_whose_words_no_operator_makes_small_is_a_failure_that_names_the_setting_and_the_option()
    {
        using var workplace = new Workplace();
        workplace.Write(
            "greek.tsv",
            "Text\tLabel\n" +
            string.Concat(Enumerable.Range(0, 20).Select(i => $"\u03BB\u03CC\u03B3\u03BF\u03C2 {i % 2}\t{i % 2}\n")));
        var run = workplace.Tool.Run(["train", "--data", "greek.tsv", "--output", "greek.zip", .. Tool.Quick]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        workplace.Tool.Run("export", "--model", "greek.zip", "--include-tokenizer")
            .IsFailure("Lowercase = true", "without --include-tokenizer");
        Assert.IsFalse(File.Exists(workplace.Path("greek.onnx")));
        Assert.AreEqual(0, workplace.Tool.Run("export", "--model", "greek.zip").ExitCode);
    }

    [TestMethod]
    public void What_cant_be_exported_or_written_is_said_in_a_line()
    {
        using var workplace = new Workplace();
        string model = Workplace.Path("model.zip");
        workplace.Write("text.zip", "no model");
        workplace.Tool.Run("export", "--model", "nowhere.zip").IsFailure("nowhere.zip");
        workplace.Tool.Run("export", "--model", "text.zip").IsFailure("text.zip");
        workplace.Tool.Run("export", "--model", model, "--output", "missing/model.onnx").IsFailure("missing");
        workplace.Tool.Run("export", "--model", model, "--output", model).IsFailure("--output", "would overwrite", "--model");
        workplace.Tool.Run("export").IsUsageError("--model");
        CollectionAssert.AreEqual((string[])["text.zip"], workplace.Files());
    }
}
