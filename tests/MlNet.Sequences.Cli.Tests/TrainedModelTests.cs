using System.Text.Json;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>One model, trained on the sample once, and what each command does with it.</summary>
[TestClass]
public class TrainedModelTests : ModelTests<TrainedModelTests>
{
    [ClassInitialize]
    public static void Train(TestContext context)
    {
        Training = Tool.Run(["train", "--json", .. Tool.Quick]);
    }

    [TestMethod]
    public void Training_reports_its_epochs_the_model_and_the_test_part_in_one_object()
    {
        var report = Training.Json();

        Assert.HasCount(1, Training.OutputLines);
        Assert.AreEqual(Workplace.Path("model.zip"), report.GetProperty("model").GetString());
        Assert.AreEqual("lstm", report.GetProperty("trainer").GetString());
        Assert.AreEqual("binary", report.GetProperty("task").GetString());
        Assert.AreEqual("""["false","true"]""", report.GetProperty("classes").GetRawText());
        Assert.AreEqual(2, report.GetProperty("epochs").GetArrayLength());
        var epoch = report.GetProperty("epochs")[0];
        Assert.AreEqual(1, epoch.GetProperty("epoch").GetInt32());
        foreach (string name in (string[])[
            "loss", "validationLoss", "validationAccuracy", "validationAreaUnderRocCurve", "seconds", "samplesPerSecond"])
            Assert.AreEqual(JsonValueKind.Number, epoch.GetProperty(name).ValueKind, name);
        foreach (string name in (string[])["trainSeconds", "loadSeconds", "keptEpoch", "parameters", "peakMemoryMegabytes"])
            Assert.IsGreaterThan(0, report.GetProperty(name).GetDouble(), name);
        Assert.AreEqual(1, report.GetProperty("seed").GetInt32());
        Assert.AreEqual(320, report.GetProperty("rows").GetInt32() + report.GetProperty("validationRows").GetInt32());
        Assert.AreEqual(100, report.GetProperty("test").GetProperty("rows").GetInt32());
    }

    [TestMethod]
    public void Training_tells_people_on_stderr()
    {
        Assert.Contains("Epoch 2/2", Training.Error);
        Assert.Contains("samples/s", Training.Error);
        Assert.Contains("Accuracy", Training.Error);
        Assert.Contains("predict --model model.zip", Training.Error);
    }

    [TestMethod]
    public void Nothing_but_the_model_is_left_in_the_folder() =>
        CollectionAssert.AreEqual((string[])["model.zip"], Workplace.Files());

    [TestMethod]
    public void Evaluation_measures_what_training_measured()
    {
        var measured = Tool.Run("evaluate", "--model", "model.zip", "--json").Json();
        var trained = Training.Json().GetProperty("test");

        foreach (string name in (string[])["accuracy", "auc", "f1", "logLoss", "rows"])
            Assert.AreEqual(trained.GetProperty(name).GetDouble(), measured.GetProperty(name).GetDouble(), name);
        var confusion = measured.GetProperty("confusionMatrix");
        Assert.AreEqual(100, confusion.EnumerateObject().Sum(count => count.Value.GetInt32()));
        Assert.AreEqual(
            measured.GetProperty("accuracy").GetDouble(),
            (confusion.GetProperty("truePositives").GetInt32() + confusion.GetProperty("trueNegatives").GetInt32()) / 100.0,
            1e-9);
        var positive = measured.GetProperty("perClass")[0];
        int found = confusion.GetProperty("truePositives").GetInt32();
        Assert.AreEqual(found + confusion.GetProperty("falseNegatives").GetInt32(), positive.GetProperty("rows").GetInt32());
        Assert.AreEqual(
            found / (found + confusion.GetProperty("falsePositives").GetDouble()), positive.GetProperty("precision").GetDouble(),
            1e-9);
        Assert.AreEqual(found / positive.GetProperty("rows").GetDouble(), positive.GetProperty("recall").GetDouble(), 1e-9);
        Assert.AreEqual(measured.GetProperty("f1").GetDouble(), positive.GetProperty("f1").GetDouble(), 1e-9);
        Assert.AreEqual(2, measured.GetProperty("perClass").GetArrayLength());
        Assert.IsGreaterThan(0, measured.GetProperty("rowsPerSecond").GetDouble());
        Assert.AreEqual("lstm", measured.GetProperty("trainer").GetString());
        Assert.AreEqual("binary", measured.GetProperty("task").GetString());
    }

    [TestMethod]
    public void Evaluation_without_json_prints_a_table()
    {
        using var workplace = new Workplace();
        workplace.Write("few.tsv", "Text\tLabel\nfine\ttrue\ndull\tfalse\n");

        var run = workplace.Tool.Run("evaluate", "--model", Workplace.Path("model.zip"), "--data", "few.tsv");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("Log-loss (bits)", run.Output);
    }

    [TestMethod]
    public void Evaluation_on_one_class_alone_says_so()
    {
        using var workplace = new Workplace();
        workplace.Write("one.csv", "Text,Label\nfine,1\nfiner,1\n");
        var run = workplace.Tool.Run("evaluate", "--model", Workplace.Path("model.zip"), "--data", "one.csv", "--json");
        Assert.AreEqual(1, run.ExitCode);
        Assert.AreEqual("", run.Output);
        Assert.Contains("only one class", run.Error);
    }

    [TestMethod]
    public void Texts_of_the_command_line_are_predicted_in_their_order()
    {
        var run = Tool.Run(
            "predict", "--model", "model.zip", "--text", "first", "@second -5", "--text", "dritter, für \"3\" €", "--json");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Error);
        var lines = run.OutputLines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        CollectionAssert.AreEqual(
            (string[])["first", "@second -5", "dritter, für \"3\" €"],
            lines.Select(line => line.GetProperty("text").GetString()).ToArray());
        foreach (var line in lines)
        {
            double score = line.GetProperty("score").GetDouble();
            double ofTrue = 1 / (1 + Math.Exp(-score));
            Assert.AreEqual(score > 0 ? ofTrue : 1 - ofTrue, line.GetProperty("probability").GetDouble(), 1e-6);
            Assert.AreEqual(ofTrue, line.GetProperty("probabilities").GetProperty("true").GetDouble(), 1e-6);
            Assert.AreEqual(score > 0 ? "true" : "false", line.GetProperty("label").GetString());
        }
    }

    [TestMethod]
    public void Standard_input_is_predicted_a_line_at_a_time()
    {
        var run = Tool.RunWith("one\n\nthree\r\nfour", "predict", "--model", "model.zip", "--data", "-");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        string[] lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.AreEqual("Label\tProbability\tScore\tText", lines[0]);
        CollectionAssert.AreEqual(
            (string[])["one", "", "three", "four"], lines[1..].Select(line => line.Split('\t')[3]).ToArray());
    }

    [TestMethod]
    public void Predictions_go_to_a_file_that_the_tool_reads_again()
    {
        using var workplace = new Workplace();
        string model = Workplace.Path("model.zip");
        workplace.Write("texts.txt", "a fine film\na dull film\n");

        var written = workplace.Tool.Run("predict", "--model", model, "--data", "texts.txt", "--output", "labels.tsv");
        Assert.AreEqual(0, written.ExitCode, written.Error);
        Assert.AreEqual("", written.Output);
        CollectionAssert.AreEqual((string[])["labels.tsv", "texts.txt"], workplace.Files());

        var again = workplace.Tool.Run("predict", "--model", model, "--data", "labels.tsv");
        Assert.AreEqual(File.ReadAllText(workplace.Path("labels.tsv")), again.Output);
    }

    [TestMethod]
    public void Quoted_fields_of_a_csv_hold_commas_line_breaks_and_quotation_marks()
    {
        using var workplace = new Workplace();
        workplace.Write("texts.csv", "id,text\r\n1,\"He said \"\"no\"\", twice\"\r\n2,\"two\r\nlines\"\r\n3,plain\r\n\r\n");

        var run = workplace.Tool.Run("predict", "--model", Workplace.Path("model.zip"), "--data", "texts.csv", "--json");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        CollectionAssert.AreEqual(
            (string[])["He said \"no\", twice", "two\nlines", "plain"],
            run.OutputLines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()).ToArray());
    }

    [TestMethod]
    public void A_row_that_breaks_the_form_ends_prediction_and_leaves_the_earlier_file_whole()
    {
        using var workplace = new Workplace();
        workplace.Write("texts.csv", "Text,Label\nfine,true\nfine, but long,true\n");
        workplace.Write("labels.tsv", "earlier");

        var run = workplace.Tool.Run(
            "predict", "--model", Workplace.Path("model.zip"), "--data", "texts.csv", "--output", "labels.tsv");

        run.IsFailure("texts.csv", "line 3", "3 columns");
        Assert.AreEqual("earlier", File.ReadAllText(workplace.Path("labels.tsv")));
        CollectionAssert.AreEqual((string[])["labels.tsv", "texts.csv"], workplace.Files());
    }

    [TestMethod]
    public void Inspection_shows_what_the_model_is_and_how_it_was_trained()
    {
        var report = Tool.Run("inspect", "--model", "model.zip", "--json").Json();

        Assert.AreEqual("lstm", report.GetProperty("architecture").GetString());
        Assert.AreEqual("binary", report.GetProperty("task").GetString());
        Assert.AreEqual(Training.Json().GetProperty("parameters").GetInt64(), report.GetProperty("parameters").GetInt64());
        Assert.IsGreaterThan(500, report.GetProperty("vocabularySize").GetInt32());
        Assert.AreEqual(8, report.GetProperty("settings").GetProperty("hiddenSize").GetInt32());
        Assert.AreEqual("Features", report.GetProperty("columns").GetProperty("features").GetString());
        Assert.AreEqual(2, report.GetProperty("history").GetProperty("epochs").GetArrayLength());
        Assert.AreEqual(3, report.GetProperty("pipeline").GetArrayLength());
    }

    // Of eight units and features: four gates over an input and a state, with two biases as PyTorch has them.
    [TestMethod]
    public void Inspection_lists_the_weights_as_PyTorch_has_them()
    {
        var report = Tool.Run("inspect", "--model", "model.zip", "--json").Json();
        var layers = report.GetProperty("layers").EnumerateArray().Select(layer => layer.GetRawText()).ToArray();
        int rows = report.GetProperty("vocabularySize").GetInt32() + 1;
        CollectionAssert.AreEqual(
            (string[])
            [
                $$"""{"name":"embedding.weight","shape":[{{rows}},8],"parameters":{{rows * 8}}}""",
                """{"name":"lstm.weight_ih_l0","shape":[32,8],"parameters":256}""",
                """{"name":"lstm.weight_hh_l0","shape":[32,8],"parameters":256}""",
                """{"name":"lstm.bias_ih_l0","shape":[32],"parameters":32}""",
                """{"name":"lstm.bias_hh_l0","shape":[32],"parameters":32}""",
                """{"name":"head.weight","shape":[1,24],"parameters":24}""",
                """{"name":"head.bias","shape":[1],"parameters":1}""",
            ],
            layers);
        Assert.AreEqual(rows * 8 + 601, report.GetProperty("parameters").GetInt64());
    }

    [TestMethod]
    public void Inspection_without_json_prints_tables()
    {
        var run = Tool.Run("inspect", "--model", "model.zip");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("hiddenSize", run.Output);
        Assert.MatchesRegex(@"embedding\.weight +│ \[[\d]+, 8\] +│ +[\d]{1,3},\d{3} │", run.Output);
        Assert.MatchesRegex(@"lstm\.weight_ih_l0 +│ \[32, 8\] +│ +256 │", run.Output);
        Assert.MatchesRegex(@"Total +│ +│ +[\d]{1,3},\d{3} │", run.Output);
    }

    [TestMethod]
    public void A_truncated_model_file_is_named_as_such()
    {
        using var workplace = new Workplace();
        byte[] whole = File.ReadAllBytes(Workplace.Path("model.zip"));
        File.WriteAllBytes(workplace.Path("half.zip"), whole[..(whole.Length / 2)]);
        workplace.Tool.Run("inspect", "--model", "half.zip", "--json").IsFailure("half.zip", "truncated");
    }

    [TestMethod]
    public void A_model_file_of_a_newer_version_is_named_as_such()
    {
        using var workplace = new Workplace();
        File.Copy(Workplace.Path("model.zip"), workplace.Path("newer.zip"));
        using (var zip = System.IO.Compression.ZipFile.Open(
            workplace.Path("newer.zip"), System.IO.Compression.ZipArchiveMode.Update))
        {
            foreach (var entry in zip.Entries.Where(entry => entry.Name == "manifest.json").ToArray())
            {
                string manifest;
                using (var reader = new StreamReader(entry.Open()))
                    manifest = Regex.Replace(reader.ReadToEnd(), "\"formatVersion\": [0-9]+", "\"formatVersion\": 99");
                string name = entry.FullName;
                entry.Delete();
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(manifest);
            }
        }

        workplace.Tool.Run("predict", "--model", "newer.zip", "--text", "fine").IsFailure("newer.zip", "newer version", "Update");
    }
}
