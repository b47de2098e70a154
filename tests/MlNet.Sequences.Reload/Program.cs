using System.Globalization;
using Microsoft.ML;

// Prints the probability of each text that is piped in, one a line: reload MODEL < texts
var mlContext = new MLContext();
var model = mlContext.Model.Load(args[0], out _);
var engine = mlContext.Model.CreatePredictionEngine<Review, Sentiment>(model);

while (Console.ReadLine() is { } text)
    Console.WriteLine(engine.Predict(new Review { Text = text }).Probability.ToString("R", CultureInfo.InvariantCulture));

internal sealed class Review
{
    public string Text { get; set; } = "";
}

internal sealed class Sentiment
{
    public float Probability { get; set; }
}
