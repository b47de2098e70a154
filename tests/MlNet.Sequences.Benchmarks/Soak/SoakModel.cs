using System.Security.Cryptography;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>A model that replicas serve, and what the library itself says with it.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Sha256">The digest of its file.</param>
/// <param name="Scores">The score of each text.</param>
/// <param name="Contributions">What the first word of each text contributes; of texts that are explained.</param>
internal sealed record SoakModel(string Path, string Sha256, float[] Scores, float[] Contributions)
{
    /// <summary>Trains a model, and asks it for all texts.</summary>
    internal static SoakModel Train(IDataView reviews, SoakTexts texts, string path, int seed, int hiddenSize)
    {
        var mlContext = new MLContext(seed: 1);
        var options = new LstmOptions { HiddenSize = hiddenSize, Seed = seed, NumberOfEpochs = 1 };
        using (var model = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", maximumVocabularySize: 10_000)
            .Append(mlContext.BinaryClassification.Trainers.Lstm(options)).Fit(reviews))
            mlContext.Model.Save(model, reviews.Schema, path);
        using var predictor = TextPredictor.Load(mlContext, path);
        using var explainer = TextExplainer.Create(predictor);
        return new(
            path, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))),
            [.. texts.All.Select(text => predictor.Predict(text).Score!.Value)],
            [.. texts.Explained.Select(text => explainer.Explain(text).Tokens[0].Value)]);
    }
}
