using System.CommandLine;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The library's part of <c>vectors</c> in a process of its own: from a file of words to a file of vectors.</summary>
internal static class VectorPass
{
    private const string CommandName = "vectors-train";

    /// <summary>How to start it.</summary>
    /// <param name="words">A file of words separated by spaces, a text a line.</param>
    /// <param name="output">The file of vectors, word2vec's text.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="threads">The threads.</param>
    internal static System.Diagnostics.ProcessStartInfo Start(
        string words, string output, VectorSettings settings, int threads) => ChildProcess.Self(
        CommandName, "--words", words, "--output", output, "--settings", Json.Line(settings), "--threads", $"{threads}");

    /// <summary>The command that the process runs; it is not for people.</summary>
    internal static Command Create()
    {
        var words = new Option<string>("--words") { Required = true };
        var output = new Option<string>("--output") { Required = true };
        var settings = new Option<string>("--settings") { Required = true };
        var threads = new Option<int>("--threads") { Required = true };
        var command = new Command(CommandName, "What vectors measures.") { words, output, settings, threads };
        command.Hidden = true;
        command.SetAction(parsed => Train(
            parsed.GetRequiredValue(words), parsed.GetRequiredValue(output),
            Json.Read<VectorSettings>(parsed.GetRequiredValue(settings)), parsed.GetRequiredValue(threads)));
        return command;
    }

    private static int Train(string words, string output, VectorSettings settings, int threads)
    {
        var mlContext = new MLContext(seed: 1);
        var view = mlContext.Data.LoadFromEnumerable(File.ReadLines(words).Select(line => new Row { Text = line }));
        // The words are separated already.
        var tokenizer = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Words", "Text", new TokenizeIntoWordsAsKeysOptions
        {
            Lowercase = false,
            FilterCharacters = "",
            RemoveHtmlLineBreaks = false,
            MinimumFrequency = VectorSettings.MinimumCount,
            OutOfVocabularyToken = null,
        }).Fit(view);
        var model = mlContext.Transforms.Text.TrainWordVectors("Vector", "Words", new WordVectorOptions
        {
            Algorithm = settings.Algorithm == VectorSettings.Cbow
                ? WordVectorAlgorithm.ContinuousBagOfWords : WordVectorAlgorithm.SkipGram,
            Dimension = settings.Dimension,
            WindowSize = VectorSettings.Window,
            NumberOfNegatives = VectorSettings.Negatives,
            SubsamplingThreshold = VectorSettings.Threshold,
            MinimumCount = VectorSettings.MinimumCount,
            NumberOfEpochs = settings.Epochs,
            LearningRate = settings.LearningRate,
            NumberOfThreads = threads,
        }).Fit(tokenizer.Transform(view));
        model.Vectors.Save(output, WordVectorFormat.Text);
        Console.WriteLine(Json.Line(model.Summary));
        return 0;
    }

    private sealed class Row
    {
        public string Text { get; set; } = "";
    }
}
