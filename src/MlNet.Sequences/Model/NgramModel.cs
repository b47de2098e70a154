using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>
/// A trained n-gram model, with everything that scoring needs to know. Immutable. Saved as <c>ngrams.json</c>,
/// <c>vocabulary.json</c>, <c>ngrams.bin</c> and <c>weights.bin</c>.
/// </summary>
internal sealed class NgramModel : IScoringNetwork
{
    internal const int FormatVersion = 1;

    private const string SettingsEntry = "ngrams.json", VocabularyEntry = "vocabulary.json";
    private const string NgramsEntry = "ngrams.bin", WeightsEntry = "weights.bin";

    internal NgramModel(NgramWeights weights, NgramDescription description, NgramTrainingSummary summary)
    {
        (Weights, Description, Summary) = (weights, description, summary);
        Input = new SequenceInput(weights.Ngrams.VocabularySize, Channels: 0);
    }

    internal NgramWeights Weights { get; }

    internal NgramDescription Description { get; }

    internal NgramTrainingSummary Summary { get; }

    public SequenceInput Input { get; }

    public PrimitiveValues? Vocabulary => Description.Vocabulary;

    public Objective Objective => Description.Objective;

    public string FeatureColumnName => Description.FeatureColumnName;

    /// <summary>The same model for another objective of the same outputs.</summary>
    internal NgramModel With(Objective objective) => new(Weights, Description with { Objective = objective }, Summary);

    public void Score(SequenceBuffer sequences, Memory<float> logits, CancellationToken cancellationToken = default) =>
        Weights.Score(sequences, logits, cancellationToken);

    internal void Save(ModelWriter writer)
    {
        writer.AddJson(SettingsEntry, new Entry(
            ModelParts<Objective>.NameOf(Objective), ModelParts<Objective>.ToJson(Objective), Input.VocabularySize,
            Weights.Ngrams.Counts, Weights.Biases, FeatureColumnName, Description.LabelColumnName, Summary));
        writer.AddJson(VocabularyEntry, new VocabularyOf(Vocabulary));
        Weights.Save(writer, NgramsEntry, WeightsEntry);
    }

    /// <exception cref="InvalidDataException">The entries are damaged or don't fit each other.</exception>
    internal static NgramModel Load(ModelReader reader)
    {
        var entry = reader.GetJson<Entry>(SettingsEntry);
        var vocabulary = reader.GetJson<VocabularyOf>(VocabularyEntry).Values;
        var objective = ModelParts<Objective>.FromJson(entry.Objective, entry.ObjectiveSettings);
        ModelReader.CheckSettings(SettingsEntry, entry.Objective, objective.AddViolations);
        var input = new SequenceInput(entry.VocabularySize, Channels: 0);
        ModelReader.CheckSettings(SettingsEntry, "input", input.AddViolations);
        if (vocabulary is not null && vocabulary.Texts.Count != entry.VocabularySize)
            throw ModelReader.Damaged(
                VocabularyEntry, $"has {vocabulary.Texts.Count} words, and the tokens have {entry.VocabularySize} keys");
        if (objective is not (BinaryObjective or MulticlassObjective))
            throw ModelReader.Damaged(
                SettingsEntry, $"has the objective {entry.Objective}, and n-grams learn classes of texts");
        if (entry.Biases.Count != objective.Outputs)
            throw ModelReader.Damaged(
                SettingsEntry, $"has {entry.Biases.Count} biases for {objective.Outputs} outputs of {objective.Describe()}");
        var weights = NgramWeights.Load(
            reader, entry.VocabularySize, entry.Counts, entry.Biases, SettingsEntry, NgramsEntry, WeightsEntry);
        return new(
            weights, new NgramDescription(objective, vocabulary, entry.FeatureColumnName, entry.LabelColumnName), entry.Summary);
    }

    private sealed record VocabularyOf(PrimitiveValues? Values);

    private sealed record Entry(
        string Objective, JsonElement ObjectiveSettings, int VocabularySize, IReadOnlyList<int> Counts,
        IReadOnlyList<double> Biases, string FeatureColumnName, string LabelColumnName, NgramTrainingSummary Summary);
}
