using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using MlNet.Sequences;

// Prints the score of each text that is piped in, one a line: portable MODEL [--time] < texts
// With --time, the milliseconds from the start of the process to the first score go to the error output.
using var predictor = TextPredictor.Load(new MLContext(), args[0]);
bool isTimed = args.Contains("--time");

while (Console.ReadLine() is { } text)
{
    float? score = predictor.Predict(text).Score;
    if (isTimed)
        Console.Error.WriteLine(
            $"first score after {(DateTime.Now - Process.GetCurrentProcess().StartTime).TotalMilliseconds:F0} ms");
    isTimed = false;
    Console.WriteLine(score?.ToString("R", CultureInfo.InvariantCulture));
}
