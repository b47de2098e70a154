using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

namespace MlNet.Sequences.Benchmarks;

/// <summary><c>parts</c>: BenchmarkDotNet on each part of the way from text to score.</summary>
internal static class PartsCommand
{
    internal static Command Create()
    {
        var data = Reviews.PathOption(isRequired: false);
        var command = new Command(
            "parts",
            "Measures the parts with BenchmarkDotNet, whose arguments it takes: --filter *Tokenize*, --job short, --list flat.")
            {
                data,
            };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed =>
        {
            string path = Path.GetFullPath(parsed.GetRequiredValue(data));
            if (!File.Exists(path) && !Directory.Exists(path))
                throw new FailureException(
                    $"'{path}' does not exist: give --data the path of aclImdb_v1.tar.gz, of its folder, or of a " +
                    ".tsv file.");
            // BenchmarkDotNet starts processes, which inherit it.
            Environment.SetEnvironmentVariable(PartsData.Variable, path);
            string[] arguments = [.. parsed.UnmatchedTokens];
            var summaries = BenchmarkSwitcher.FromTypes([typeof(TextParts), typeof(BatchParts), typeof(ModelParts)])
                .Run(arguments.Length == 0 ? ["--filter", "*"] : arguments, DefaultConfig.Instance);
            return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
                ? 1
                : 0;
        });
        return command;
    }
}
