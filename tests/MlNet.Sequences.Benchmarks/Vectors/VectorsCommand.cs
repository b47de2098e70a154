using System.CommandLine;
using System.Diagnostics;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// <c>vectors</c>: word vectors of the training reviews by this library and by fastText, with the same settings and the same file
/// of words, in turn; and what the vectors are worth.
/// </summary>
internal static class VectorsCommand
{
    private const string FastText = "fasttext", Own = "MlNet.Sequences";

    internal static Command Create()
    {
        var data = new Option<string>("--data")
        {
            Required = true,
            HelpName = "PATH",
            Description = "The Large Movie Review Dataset, aclImdb_v1.tar.gz. Its test part is not read",
        };
        var fastText = new Option<string?>("--fasttext")
        {
            HelpName = "PATH",
            Description = $"The program to compare with. Default: {FastText} in PATH; Debian's package has that name",
        };
        var algorithms = Several("--algorithm", [VectorSettings.SkipGram, VectorSettings.Cbow], "What is trained");
        algorithms.AcceptOnlyFromAmong(VectorSettings.SkipGram, VectorSettings.Cbow);
        var threads = Several("--threads", [1, 2], "The threads");
        var dimension = Number("--dimension", 100, "The length of a vector");
        var epochs = Number("--epochs", 5, "The epochs");
        var rounds = Number("--rounds", 3, "How often everything is measured");
        var texts = Number("--texts", 75_000, "The most reviews");
        var command = new Command("vectors", "Measures word vectors against fastText's.")
        {
            data, fastText, algorithms, threads, dimension, epochs, rounds, texts,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(data), parsed.GetValue(fastText) ?? InPath(), parsed.GetRequiredValue(texts),
            parsed.GetRequiredValue(rounds), parsed.GetRequiredValue(threads),
            [.. parsed.GetRequiredValue(algorithms).Select(algorithm => new VectorSettings(
                algorithm, parsed.GetRequiredValue(dimension), parsed.GetRequiredValue(epochs)))]));
        return command;
    }

    private static Option<T[]> Several<T>(string name, T[] values, string description) => new(name)
    {
        AllowMultipleArgumentsPerToken = true,
        HelpName = typeof(T) == typeof(int) ? "N" : "NAME",
        DefaultValueFactory = _ => values,
        Description = $"{description}. Default: {string.Join(' ', values)}",
    };

    private static Option<int> Number(string name, int number, string description) => new(name)
    {
        HelpName = "N",
        DefaultValueFactory = _ => number,
        Description = $"{description}. Default: {number}",
    };

    private static string? InPath() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, FastText)).FirstOrDefault(File.Exists);

    private static int Run(string data, string? fastText, int most, int rounds, int[] threads, VectorSettings[] all)
    {
        if (rounds < 1 || most < 1 || threads.Any(count => count < 1))
            throw new FailureException("--rounds, --texts and --threads must be 1 or more.");
        Console.WriteLine(MachineDescription.OfThis());
        if (fastText is null)
            Console.Error.WriteLine(
                $"{FastText} is not in PATH, so there is nothing to compare with: install it (apt-get install {FastText}), or " +
                "give --fasttext its path.");
        var mlContext = new MLContext(seed: 1);
        var reviews = FilmReviews.Load(mlContext, data);
        var folder = Directory.CreateTempSubdirectory("mlnet-sequences-vectors-");
        try
        {
            string words = Path.Combine(folder.FullName, "words.txt");
            long count = Write(reviews.Unlabeled.Concat(reviews.Labeled).Take(most), words);
            Console.WriteLine(FormattableString.Invariant($"{count} words; {rounds} rounds"));
            Console.WriteLine(
                "| algorithm | threads | program | words/s (range) | processor seconds (range) | accuracy of means (range) |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
            var quality = new VectorQuality(mlContext, reviews, Split);
            foreach (var settings in all)
            {
                foreach (int number in threads)
                    Compare(new(words, folder.FullName, count, fastText, quality), settings, number, rounds);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;
    }

    private static void Compare(Inputs inputs, VectorSettings settings, int threads, int rounds)
    {
        List<Trial> own = [], other = [];
        for (int round = 0; round < rounds; round++)
        {
            string path = Path.Combine(inputs.Folder, "vectors");
            if (inputs.FastText is { } program)
                other.Add(Measure(new(program, settings.FastText(inputs.Words, path, threads)), $"{path}.vec"));
            own.Add(Measure(VectorPass.Start(inputs.Words, $"{path}.txt", settings, threads), $"{path}.txt"));
        }

        double words = (double)inputs.Count * settings.Epochs;
        Show(own, Own);
        if (other.Count == 0)
            return;
        Show(other, FastText);
        var ratios = other.Zip(own, (theirs, ours) => theirs.Seconds / ours.Seconds).ToArray();
        var processor = other.Zip(own, (theirs, ours) => theirs.ProcessorSeconds / ours.ProcessorSeconds ?? double.NaN);
        Console.WriteLine(FormattableString.Invariant(
            $"| {settings.Algorithm} | {threads} | {FastText}'s time over ours, by round | ") +
            FormattableString.Invariant(
                $"{ratios.Median():F1} ({ratios.Min():F1} to {ratios.Max():F1}) | {processor.Median():F1} | |"));

        Trial Measure(ProcessStartInfo start, string vectors)
        {
            double? before = ChildrenTime.Seconds;
            long begun = Stopwatch.GetTimestamp();
            ChildProcess.OutputOf(start);
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            return new(seconds, ChildrenTime.Seconds - before, inputs.Quality.Measure(vectors));
        }

        void Show(List<Trial> trials, string program)
        {
            var speeds = trials.Select(trial => words / trial.Seconds).ToArray();
            var processors = trials.Select(trial => trial.ProcessorSeconds ?? double.NaN).ToArray();
            var accuracies = trials.Select(trial => trial.Accuracy).ToArray();
            Console.WriteLine(
                $"| {settings.Algorithm} | {threads} | {program} | " + FormattableString.Invariant(
                $"{speeds.Median():N0} ({speeds.Min():N0} to {speeds.Max():N0}) | {processors.Median():F1} ") +
                FormattableString.Invariant(
                $"({processors.Min():F1} to {processors.Max():F1}) | {accuracies.Median():P1} ") +
                FormattableString.Invariant($"({accuracies.Min():P1} to {accuracies.Max():P1}) |"));
        }
    }

    private static long Write(IEnumerable<FilmReviews.Row> reviews, string path)
    {
        long count = 0;
        using var file = new StreamWriter(path) { NewLine = "\n" };
        foreach (var review in reviews)
        {
            string[] words = [.. Split(review.Text)];
            count += words.Length;
            file.WriteLine(string.Join(' ', words));
        }

        return count;
    }

    // As the library's tokenizer does.
    private static string[] Split(string text) =>
        text.Replace("<br />", " ", StringComparison.Ordinal).ToLowerInvariant().Split(
            (TokenizeIntoWordsAsKeysOptions.DefaultFilterCharacters + " \u00A0").ToCharArray(),
            StringSplitOptions.RemoveEmptyEntries);

    /// <param name="Words">The file of words.</param>
    /// <param name="Folder">Where files can be written.</param>
    /// <param name="Count">The number of words.</param>
    /// <param name="FastText">fastText's program, or null.</param>
    /// <param name="Quality">Measures vectors.</param>
    private sealed record Inputs(string Words, string Folder, long Count, string? FastText, VectorQuality Quality);

    /// <param name="Seconds">From the start of the process to its end.</param>
    /// <param name="ProcessorSeconds">What all processors spent on it.</param>
    /// <param name="Accuracy">That of logistic regression on the means of the vectors.</param>
    private sealed record Trial(double Seconds, double? ProcessorSeconds, double Accuracy);
}
