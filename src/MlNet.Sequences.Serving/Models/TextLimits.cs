using Microsoft.AspNetCore.Http;

namespace MlNet.Sequences.Serving;

/// <summary>The limits on the texts of a request.</summary>
internal static class TextLimits
{
    /// <exception cref="PredictionRefusedException">There are too many texts, or one is too long.</exception>
    internal static void Check(IReadOnlyList<string> texts, SequenceModelsOptions options)
    {
        if (texts.Count > options.MaximumTextsInRequest)
            throw new PredictionRefusedException(
                StatusCodes.Status413PayloadTooLarge,
                $"A request must have at most {options.MaximumTextsInRequest} texts; received {texts.Count}. Send several " +
                "requests, or a stream of lines.", "texts");
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i].Length > options.MaximumTextLength)
                throw new PredictionRefusedException(
                    StatusCodes.Status413PayloadTooLarge,
                    $"A text must have at most {options.MaximumTextLength} characters; received one of {texts[i].Length}. " +
                    "Shorten it.", Field(texts, i));
        }
    }

    /// <exception cref="PredictionRefusedException">A text takes too long to explain.</exception>
    internal static void CheckExplained(ExplanationJob job, SequenceModelsOptions options)
    {
        for (int i = 0; i < job.Texts.Count; i++)
        {
            if (job.Steps[i] > options.MaximumExplainedSteps)
                throw new PredictionRefusedException(
                    StatusCodes.Status413PayloadTooLarge,
                    $"A text to explain must have at most {options.MaximumExplainedSteps} words; received one of about " +
                    $"{job.Steps[i]}. Shorten it.", Field(job.Texts, i));
        }
    }

    private static string Field(IReadOnlyList<string> texts, int i) => texts.Count == 1 ? "text" : $"texts[{i}]";
}
