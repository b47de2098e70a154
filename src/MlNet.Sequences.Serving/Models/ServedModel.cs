using System.Security.Cryptography;
using Microsoft.ML;

namespace MlNet.Sequences.Serving;

/// <summary>A loaded model. It is freed when it is retired and its last request is answered.</summary>
internal sealed class ServedModel
{
    private readonly TextPredictor _predictor;
    private readonly ServedExplainers _explainers;
    private int _users = 1; // the slot that it serves in

    private ServedModel(string name, TextPredictor predictor, string sha256)
    {
        (Name, _predictor, Sha256) = (name, predictor, sha256);
        if (predictor.TextColumnNames is { Count: > 1 } columns)
            throw new InvalidDataException(
                $"A served model must read one column of texts; this one reads {ShownNames.List(columns)}. Train one on a " +
                "column that has them together.");
        Steps = TextSteps.Measure(predictor.Model, WarmUpTexts.Sample);
        Sample = WarmUpTexts.Score(predictor);
        _explainers = ServedExplainers.Of(predictor, WarmUpTexts.Sample);
    }

    /// <summary>The name that it is served under.</summary>
    internal string Name { get; }

    /// <summary>The model as the library sees it.</summary>
    internal ScoringModel Model => _predictor.Model;

    /// <summary>The SHA-256 of its file, in lowercase hexadecimal.</summary>
    internal string Sha256 { get; }

    internal DateTimeOffset LoadedAt { get; } = DateTimeOffset.UtcNow;

    internal TextSteps Steps { get; }

    /// <summary>A prediction of the warm-up, which shows what this model's have.</summary>
    internal TextPrediction Sample { get; }

    /// <summary>The methods that can explain its predictions, the usual one first; none if they can't be explained.</summary>
    internal IReadOnlyList<TokenContributionMethod> ExplanationMethods => _explainers.Methods;

    /// <summary>By the usual method.</summary>
    internal TokenContributionOptions UsualExplanation => new()
    {
        Method = ExplanationMethods is [var usual, ..] ? usual : TokenContributionMethod.Occlusion, // refused with the reason
    };

    /// <summary>Loads a model and warms it up.</summary>
    /// <returns>The model, and the stamp of its file.</returns>
    /// <exception cref="ArgumentException">The model reads other columns than texts; the message names them.</exception>
    /// <exception cref="InvalidDataException">It reads several columns, or the file is replaced all the time.</exception>
    /// <inheritdoc cref="TextPredictor.Load" path="/exception"/>
    internal static (ServedModel Model, FileStamp Stamp) Load(
        string name, string path, CancellationToken cancellationToken)
    {
        const int tries = 5;
        for (int i = 0; i < tries; i++)
        {
            var stamp = FileStamp.Of(path);
            string sha256;
            using (var file = File.OpenRead(path))
                sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
            var predictor = TextPredictor.Load(new MLContext(), path, cancellationToken);
            try
            {
                // Else the digest may be another file's.
                if (FileStamp.Of(path) == stamp)
                    return (new(name, predictor, sha256), stamp);
            }
            catch
            {
                predictor.Dispose();
                throw;
            }

            predictor.Dispose();
        }

        throw new InvalidDataException(
            $"'{path}' was replaced {tries} times while it was loaded. Move a complete file into its place, and less often.");
    }

    /// <summary>Predicts from texts, in order. Called by several threads at once.</summary>
    internal IReadOnlyList<TextPrediction> Predict(IReadOnlyList<string> texts) => _predictor.PredictAll(texts);

    /// <inheritdoc cref="ServedExplainers.Explain(string, TokenContributionOptions, CancellationToken)"/>
    internal TextExplanation Explain(string text, TokenContributionOptions options, CancellationToken cancellationToken) =>
        _explainers.Explain(text, options, cancellationToken);

    /// <summary>Keeps the model until <see cref="Release"/>; false where it is freed already.</summary>
    internal bool TryUse()
    {
        int users = Volatile.Read(ref _users);
        while (users > 0)
        {
            int seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }

        return false;
    }

    /// <summary>Ends a use; the last one frees the model.</summary>
    internal void Release()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        _explainers.Dispose();
        _predictor.Dispose();
    }
}
