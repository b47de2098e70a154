namespace MlNet.Sequences.Serving;

/// <summary>Texts that a model scores before it serves, so that no request pays for compiled code and allocated memory.</summary>
internal static class WarmUpTexts
{
    internal const string Sample =
        "The quick brown fox jumps over the lazy dog, and it takes its time. Nobody here knows why; it isn't the first time.";

    private const int Rounds = 3, TextsInBatch = 16;

    /// <summary>Scores by both ways that requests are scored, and returns a prediction.</summary>
    internal static TextPrediction Score(TextPredictor predictor)
    {
        string[] batch = [.. Enumerable.Range(1, TextsInBatch).Select(i => string.Join(' ', Enumerable.Repeat(Sample, i)))];
        TextPrediction prediction = predictor.Predict(Sample);
        for (int round = 0; round < Rounds; round++)
        {
            foreach (string text in batch)
                prediction = predictor.Predict(text);
            foreach (var one in predictor.Predict(batch))
                prediction = one;
        }

        return prediction;
    }
}
