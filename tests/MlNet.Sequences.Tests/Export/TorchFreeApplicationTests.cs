using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>
/// An application that loads a model of ToOnnxPipeline's, published without torch: without libtorch, and without TorchSharp.
/// </summary>
[TestClass]
public sealed class TorchFreeApplicationTests
{
    private const long LargestSize = 60_000_000;

    private static ScratchFolder _folder = null!;

    private static string App => _folder.At("app");

    private static string Model => _folder.At("portable.zip");

    private static float[] Expected { get; set; } = [];

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task PublishItAndMakeItsModel(TestContext context)
    {
        _folder = new ScratchFolder();
        Expected = TrainAndSave();

        // What is built already, with these tests.
        string project = Repository.Path("tests", "MlNet.Sequences.Portable");
        var (exitCode, output, errors) = await DotnetProcess.RunAsync(
            ["publish", project, "--no-build", "--configuration", Configuration, "--output", App], [], context.CancellationToken);
        Assert.AreEqual(0, exitCode, output + errors);
    }

    [ClassCleanup]
    public static void DeleteIt() => _folder.Dispose();

    [TestMethod]
    public async Task It_scores_as_the_trained_model_does_and_loads_no_torch()
    {
        using var process = DotnetProcess.Start([Program, Model, "--time"]);
        float[] scores = new float[Films.Texts.Length];
        for (int i = 0; i < Films.Texts.Length; i++)
        {
            await process.StandardInput.WriteLineAsync(Films.Texts[i]);
            string? line = await process.StandardOutput.ReadLineAsync(TestContext.CancellationToken);
            scores[i] = float.Parse(line ?? await process.StandardError.ReadToEndAsync(), CultureInfo.InvariantCulture);
        }

        // It waits for a text: what it has loaded by now is all that scoring needs.
        string[] modules = OperatingSystem.IsLinux()
            ? [.. (await File.ReadAllLinesAsync($"/proc/{process.Id}/maps", TestContext.CancellationToken))
                .Where(line => line.Contains('/', StringComparison.Ordinal))
                .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
                .Where(IsLibrary)]
            : [.. process.Modules.Cast<ProcessModule>().Select(module => module.FileName)];
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.CancellationToken);

        Assert.AreEqual(0, process.ExitCode);
        OnnxParityTests.AreClose(Expected, scores, "Score");
        Assert.Contains(module => IsNamed(module, "onnxruntime"), modules);
        Assert.AreEqual("", string.Join('\n', modules.Where(IsOfTorch)));
        TestContext.WriteLine(await process.StandardError.ReadToEndAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public void Its_folder_has_no_torch_and_is_of_60_MB_at_most()
    {
        string[] files = Directory.GetFiles(App, "*", SearchOption.AllDirectories);
        Assert.AreEqual("", string.Join('\n', files.Select(file => Path.GetRelativePath(App, file)).Where(IsOfTorch)));
        long size = files.Sum(file => new FileInfo(file).Length);
        TestContext.WriteLine($"{size / 1e6:F1} MB");
        Assert.IsLessThanOrEqualTo(LargestSize, size);
    }

    [TestMethod]
    public async Task Without_the_native_part_of_ONNX_Runtime_loading_a_model_names_the_package()
    {
        string incomplete = _folder.At("incomplete");
        Directory.CreateDirectory(incomplete);
        foreach (string file in Directory.GetFiles(App).Where(
            file => !Path.GetFileName(file).Contains("onnxruntime.", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(incomplete, Path.GetFileName(file)));

        var (exitCode, output, errors) = await DotnetProcess.RunAsync(
            [Path.Combine(incomplete, Path.GetFileName(Program)), Model], ["a good film"], TestContext.CancellationToken);

        Assert.AreNotEqual(0, exitCode);
        Assert.AreEqual("", output);
        Assert.Contains("NativeEngineException: ONNX Runtime's native library, which checks and runs exported models, can't be " +
            "loaded", errors);
        Assert.Contains("add the package Microsoft.ML.OnnxRuntime", errors);
    }

    private static string Program => Path.Combine(App, "MlNet.Sequences.Portable.dll");

    // The same as these tests': …/tests/<project>/bin/<configuration>/net10.0.
    private static string Configuration =>
        new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;

    // Other files are mapped as well, and what measures coverage gives them random digits for a name, in which there may be
    // "c10".
    private static bool IsLibrary(string file) => IsNamed(file, ".so") || IsNamed(file, ".dll");

    private static bool IsOfTorch(string file) => IsNamed(file, "torch") || IsNamed(file, "c10");

    private static bool IsNamed(string file, string part) =>
        Path.GetFileName(file).Contains(part, StringComparison.OrdinalIgnoreCase);

    private static float[] TrainAndSave()
    {
        var mlContext = new MLContext(seed: 1);
        var model = Films.Fit(mlContext, out var schema);
        mlContext.Model.Save(mlContext.Model.ToOnnxPipeline(model, schema, _folder.At("model.onnx")), schema, Model);
        return Toy.Scores(
            model, mlContext.Data.LoadFromEnumerable(Films.Texts.Select(text => new Films.Review { Text = text }).ToArray()));
    }
}
