using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MlNet.Sequences.Serving;

/// <summary>A request for predictions or explanations while it is answered.</summary>
/// <param name="context">The request and its answer.</param>
/// <param name="models">The models.</param>
/// <param name="cancellationToken">Canceled at the deadline, and when the client goes away.</param>
internal sealed class PredictionCall(HttpContext context, SequenceModels models, CancellationToken cancellationToken)
{
    internal HttpContext Context => context;

    internal CancellationToken CancellationToken => cancellationToken;

    /// <summary>The model's name for measurements; empty until it is known, so that only names that exist are measured.</summary>
    internal string ModelName { get; private set; } = "";

    /// <summary>The number of texts.</summary>
    internal int Texts { get; private set; }

    /// <summary>The body, which the caller disposes.</summary>
    /// <exception cref="PredictionRefusedException">It is not a JSON object, or too large.</exception>
    internal Task<JsonDocument> ReadObjectAsync() =>
        RequestBody.ReadObjectAsync(context, models.Options.MaximumRequestBytes, cancellationToken);

    /// <summary>Predicts from the request's texts.</summary>
    internal Task<IReadOnlyList<TextPrediction>> PredictAsync(ModelSlot slot, IReadOnlyList<string> texts)
    {
        Count(slot, texts);
        return models.PredictAsync(slot, texts, waitForPlace: false, cancellationToken);
    }

    /// <summary>Predicts from some texts of a stream, once there is a place in the queue for them.</summary>
    internal Task<IReadOnlyList<TextPrediction>> PredictAsync(
        ModelSlot slot, IReadOnlyList<string> texts, CancellationToken streamCancellation)
    {
        Count(slot, texts);
        return models.PredictAsync(slot, texts, waitForPlace: true, streamCancellation);
    }

    /// <summary>Explains the predictions for the request's texts.</summary>
    internal Task<IReadOnlyList<TextExplanation>> ExplainAsync(
        ModelSlot slot, IReadOnlyList<string> texts, Func<ServedModel, TokenContributionOptions> choose)
    {
        Count(slot, texts);
        return models.ExplainAsync(slot, texts, choose, cancellationToken);
    }

    private void Count(ModelSlot slot, IReadOnlyList<string> texts)
    {
        ModelName = slot.Name;
        Texts += texts.Count;
    }
}
