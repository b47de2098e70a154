using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The commands, and their common behavior: usage errors, failures, Ctrl-C and exit codes.
/// </summary>
internal static class Tool
{
    internal const string Name = "mlnet-sequences";

    /// <summary>The environment variable that, set to "default", leaves the allocator unchanged.</summary>
    internal const string AllocatorVariable = "MLNET_SEQUENCES_ALLOCATOR";

    internal static int Run(string[] args)
    {
        using var interruption = new Interruption();
        var root = CreateRoot(interruption);
        if (args.Length == 0)
        {
            HelpAction.Write(root, Console.Error);
            return Failures.WrongUsage;
        }

        // "@file" is a text to predict, not a file of arguments, and "-model" a mistake, not five one-letter options.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Action is not HelpAction && UsageErrors.Of(parsed) is { Count: > 0 } errors)
            return Failures.ReportUsage(errors, parsed.CommandResult.Command);

        try
        {
            int exitCode = parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });

            if (interruption.IsDone)
            {
                Interruption.Tell(interruption.Farewell());
                return exitCode;
            }

            // The signal came too late to interrupt anything; its sender still wants what follows to stop, too.
            return interruption.ExitCode is null ? exitCode : Interrupted(interruption);
        }
        catch (Exception e) when (interruption.ExitCode is not null)
        {
            // What a canceled step throws differs, because ML.NET wraps it; whatever it is, the user asked to stop. A disk that
            // could not save something is reported.
            if (e is FailureException)
                Failures.Report(e, parsed.CommandResult.Command);
            return Interrupted(interruption);
        }
        catch (Exception e)
        {
            return Failures.Report(e, parsed.CommandResult.Command);
        }
    }

    private static int Interrupted(Interruption interruption)
    {
        Interruption.Tell(interruption.Farewell());
        return interruption.ExitCode!.Value;
    }

    private static RootCommand CreateRoot(Interruption interruption)
    {
        var cancellationToken = interruption.Token;
        var root = new RootCommand(
            "Trains, evaluates, runs, inspects and exports sequence models (LSTM, GRU, RNN, Transformer) of text, on ML.NET " +
            "and TorchSharp.");
        root.Subcommands.Add(TrainCommand.Create(interruption));
        root.Subcommands.Add(PretrainCommand.Create(interruption));
        root.Subcommands.Add(VectorsCommand.Create(interruption));
        root.Subcommands.Add(EnsembleCommand.Create(cancellationToken));
        root.Subcommands.Add(EvaluateCommand.Create(cancellationToken));
        root.Subcommands.Add(PredictCommand.Create(cancellationToken));
        root.Subcommands.Add(ForecastCommand.Create(interruption));
        root.Subcommands.Add(ServeCommand.Create(interruption));
        root.Subcommands.Add(ExplainCommand.Create(cancellationToken));
        root.Subcommands.Add(InspectCommand.Create(cancellationToken));
        root.Subcommands.Add(ExportCommand.Create(cancellationToken));
        root.Subcommands.Add(FindLearningRateCommand.Create(cancellationToken));
        root.Subcommands.Add(ConfigCommand.Create());
        root.Subcommands.Add(HelpCommand.Create(root));
        HelpAction.AddTo(root);

        // Unknown options and commands are reported by UsageErrors, with suggestions.
        root.TreatUnmatchedTokensAsErrors = false;
        foreach (var command in root.Subcommands)
            command.TreatUnmatchedTokensAsErrors = false;
        return root;
    }
}
