using System.Diagnostics;

namespace MlNet.Sequences.Benchmarks;

/// <summary>What Python libraries do with the same texts, in a process of its own.</summary>
/// <param name="python">The interpreter: a path, or a name that PATH leads to.</param>
/// <param name="reviews">The texts; they are handed over in files, which are written once and removed at the end.</param>
internal sealed class ScriptTrial(string python, ComparedReviews reviews) : IDisposable
{
    private const string ScriptName = "compare_baselines.py";

    private DirectoryInfo? _folder;

    internal Trial Run(string name)
    {
        if (!IsInstalled(python))
            return new(null, null, null, null, NotInstalled: $"Python: there is no '{python}'");
        if (_folder is null)
        {
            _folder = Directory.CreateTempSubdirectory("compare");
            ComparedReviews.WriteJsonLines(At("train.jsonl"), reviews.TrainRows);
            ComparedReviews.WriteJsonLines(At("test.jsonl"), reviews.TestRows);
        }

        string script = Path.Combine(AppContext.BaseDirectory, "Compare", ScriptName);
        return Json.Read<Trial>(ChildProcess.LastLineOf(
            new ProcessStartInfo(python, [script, name, At("train.jsonl"), At("test.jsonl")]).WithTheAllocatorAsItComes()));
    }

    public void Dispose() => _folder?.Delete(recursive: true);

    private string At(string name) => Path.Combine(_folder!.FullName, name);

    private static bool IsInstalled(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe"] : [""];
        string[] folders = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
        return endings.Any(
            ending =>
                File.Exists(program + ending) || folders.Any(folder => File.Exists(Path.Combine(folder, program + ending))));
    }
}
