using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;

// Prints the score of each text that is piped in, one a line: portable MODEL [--time] < texts
// With --time, the milliseconds from the start of the process to the first score go to the error output.
var mlContext = new MLContext();
var model = mlContext.Model.Load(args[0], out _);
var engine = mlContext.Model.CreatePredictionEngine<Review, Sentiment>(model);
bool isTimed = args.Contains("--time");

while (Console.ReadLine() is { } text)
{
    float score = engine.Predict(new Review { Text = text }).Score;
    if (isTimed)
        Console.Error.WriteLine(
            $"first score after {(DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds:F0} ms");
    isTimed = false;
    Console.WriteLine(score.ToString("R", CultureInfo.InvariantCulture));
}

internal sealed class Review
{
    public string Text { get; set; } = "";
}

internal sealed class Sentiment
{
    public float Score { get; set; }
}
