namespace MlNet.Sequences.Serving;

/// <summary>Texts to predict from, together with those of other jobs.</summary>
internal sealed class PredictionJob(ServedModel model, IReadOnlyList<string> texts) : ScoringJob<TextPrediction>(model, texts)
{
    internal override bool IsCostly => false;
}
