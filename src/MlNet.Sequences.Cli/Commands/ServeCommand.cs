using System.CommandLine;
using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary><c>serve</c>: models behind HTTP, until a signal ends it.</summary>
internal static class ServeCommand
{
    private const string DefaultUrls = "http://127.0.0.1:8080";

    internal static Command Create(Interruption interruption)
    {
        var models = Arguments.ServedModels();
        var urls = new Option<string>("--urls")
        {
            HelpName = "URLS",
            Description =
                $"Where to listen, separated by ';', such as http://*:8080. Default: {DefaultUrls}, this machine alone.",
            DefaultValueFactory = _ => DefaultUrls,
        };
        var workers = Arguments.Integer(
            "--workers", "The threads that score. Default: one for each core, and at least 2.", 1, 1024);
        var steps = Arguments.Integer("--batch-steps", "The words of the texts that are scored together. Default: 8192.", 1);
        var delay = Seconds("--batch-delay", "How many seconds a text may wait for company. Default: 0.", mayBeZero: true);
        var queue = Arguments.Integer("--queue", "The texts that may wait; more are refused with status 429. Default: 4096.", 1);
        var timeout = Seconds("--timeout", "How many seconds a request may take. Default: 30.", mayBeZero: false);
        var drain = Seconds(
            "--drain-delay", "How many seconds to go on accepting requests after SIGTERM, while not ready. Default: 5.",
            mayBeZero: true);
        var json = Arguments.Json("Write the log as JSON lines.");
        var command = new Command("serve", "Serves models over HTTP.")
        {
            models, urls, workers, steps, delay, queue, timeout, drain, json,
        };
        // In a separate type: other commands must not load the server's libraries.
        command.SetAction(parsed => ModelServer.Run(
            new ServeSettings(parsed.GetValue(models)!, parsed.GetValue(urls)!, parsed.GetValue(json))
            {
                Workers = parsed.GetValue(workers),
                BatchSteps = parsed.GetValue(steps),
                BatchDelay = parsed.GetValue(delay),
                Queue = parsed.GetValue(queue),
                Timeout = parsed.GetValue(timeout),
                DrainDelay = parsed.GetValue(drain),
            },
            interruption));
        return command;
    }

    private static Option<double?> Seconds(string name, string description, bool mayBeZero)
    {
        const double most = 86_400;
        return Arguments.Number(
            name, description, value => value <= most && (mayBeZero ? value >= 0 : value > 0),
            string.Create(CultureInfo.InvariantCulture, $"a number of seconds {(mayBeZero ? "from 0" : "above 0")} to {most}"));
    }
}
