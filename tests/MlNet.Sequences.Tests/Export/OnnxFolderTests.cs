using System.ComponentModel;
using System.Diagnostics;

namespace MlNet.Sequences.Tests;

/// <summary>Exported files in Python, where it has an engine for them.</summary>
[TestClass]
public sealed class OnnxFolderTests
{
    private const string FolderVariable = "MLNET_SEQUENCES_ONNX_FOLDER", PythonVariable = "MLNET_SEQUENCES_PYTHON";
    private const int NoEngine = 3;

    [TestMethod]
    public void Every_architecture_scores_the_same_in_Python_from_texts_and_from_tokens()
    {
        using var scratch = new ScratchFolder();
        string? kept = Environment.GetEnvironmentVariable(FolderVariable);
        string folder = kept ?? scratch.Path;

        OnnxFolder.Write(folder);

        Assert.HasCount(9, Directory.GetFiles(folder, "*.onnx"));
        var (exitCode, output) = Run(folder);
        if (exitCode == NoEngine)
            Assert.Inconclusive(
                $"Skipped: {output.Trim()} Name another Python in {PythonVariable}, or carry the folder that {FolderVariable} " +
                "names to one.");
        Assert.AreEqual(0, exitCode, output);
    }

    private static (int ExitCode, string Output) Run(string folder)
    {
        string python = Environment.GetEnvironmentVariable(PythonVariable) ?? "python3";
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(
                    python, [OnnxFolder.Script, folder])
                { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        catch (Win32Exception e)
        {
            return (NoEngine, $"{python} can't be run: {e.Message}.");
        }
    }
}
