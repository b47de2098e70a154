using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>A model in a process that references the library and calls nothing of it.</summary>
[TestClass]
public sealed class ReloadedModelTests
{
    [TestMethod]
    public async Task Another_process_loads_the_model_without_a_call_to_the_library_and_scores_bit_for_bit_alike()
    {
        using var folder = new ScratchFolder();
        string path = folder.At("model.zip");
        float[] here = TrainAndScore(path, Films.Texts);

        var (exitCode, output, errors) = await RunReload(path, Films.Texts);

        Assert.AreEqual(0, exitCode, errors);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        CollectionAssert.AreEqual(here, lines.Select(line => float.Parse(line, CultureInfo.InvariantCulture)).ToArray());
    }

    [TestMethod]
    public async Task A_program_without_the_package_reads_which_assembly_is_missing()
    {
        using var folder = new ScratchFolder();
        TrainAndScore(folder.At("model.zip"), []);
        string program = Repository.TestProgram("MlNet.Sequences.Reload");
        // Without its .deps.json a program takes whatever lies beside it.
        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(program)!, "*.dll").Append(
            Path.ChangeExtension(program, ".runtimeconfig.json")))
        {
            if (Path.GetFileName(file) is not ("MlNet.Sequences.dll" or "MlNet.Sequences.Loading.dll"))
                File.Copy(file, folder.At(Path.GetFileName(file)));
        }

        var (exitCode, _, errors) = await DotnetProcess.RunAsync(
            [folder.At(Path.GetFileName(program)), folder.At("model.zip")], ["a good film"], CancellationToken.None);

        Assert.AreNotEqual(0, exitCode);
        // The words that README's table of errors lists.
        Assert.Contains("Could not load file or assembly 'MlNet.Sequences.Loading", errors);
    }

    // That program has libtorch, and of ONNX Runtime what the library brings.
    [TestMethod]
    public async Task A_model_in_ONNX_says_what_to_install_where_the_native_part_is_missing()
    {
        using var folder = new ScratchFolder();
        var mlContext = new MLContext();
        TrainAndScore(folder.At("model.zip"), []);
        var model = mlContext.Model.Load(folder.At("model.zip"), out var schema);
        using (var portable = mlContext.Model.ToOnnxPipeline(model, schema, folder.At("model.onnx")))
            mlContext.Model.Save(portable, schema, folder.At("portable.zip"));

        var (exitCode, output, errors) = await RunReload(folder.At("portable.zip"), ["a good film"]);

        Assert.AreNotEqual(0, exitCode);
        Assert.AreEqual("", output);
        string told = errors.Split('\n').Single(line => line.Contains(nameof(NativeEngineException), StringComparison.Ordinal));
        Assert.Contains(
            "add the package Microsoft.ML.OnnxRuntime, in the version of Microsoft.ML.OnnxRuntime.Managed or later, to " +
            "the application", told);
    }

    private static float[] TrainAndScore(string path, string[] texts)
    {
        var mlContext = new MLContext(seed: 1);
        var model = Films.Fit(mlContext, out var schema);
        mlContext.Model.Save(model, schema, path);
        var engine = mlContext.Model.CreatePredictionEngine<Films.Review, Sentiment>(model);
        return [.. texts.Select(text => engine.Predict(new Films.Review { Text = text }).Probability)];
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunReload(string modelPath, string[] texts) =>
        DotnetProcess.RunAsync([Repository.TestProgram("MlNet.Sequences.Reload"), modelPath], texts, CancellationToken.None);

    private sealed class Sentiment
    {
        public float Probability { get; set; }
    }
}
