using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace MlNet.Sequences;

/// <summary>
/// An exported network in ONNX Runtime, with everything that scoring needs to know about it. Immutable. Saved as
/// <c>onnx-network.json</c> and <c>network.onnx</c>. Does not use torch.
/// </summary>
/// <remarks>
/// Each batch is computed by one thread, and several batches at once, as in <see cref="LogitScorer"/> on a CPU.
/// </remarks>
internal sealed class OnnxNetwork : IScoringNetwork, IDisposable
{
    /// <summary>
    /// The output of the last layer, from which the others are computed: float32 <c>[batch, outputs]</c>, or <c>[batch, time,
    /// outputs]</c> of a model that answers each step.
    /// </summary>
    internal const string Logits = "Logits";

    private const string SettingsEntry = "onnx-network.json", ModelEntry = "network.onnx";

    // A batch's intermediate values stay in a processor's cache: four times as many steps took a sixth more time, and more
    // memory.
    private const int BatchSize = 64, StepsInBatch = 4 * 1024;

    private readonly byte[] _model;
    private readonly int? _longestSequence;
    private readonly SharedResource<InferenceSession> _session;

    private OnnxNetwork(byte[] model, SequenceInput input, Objective objective, string featureColumnName, int? longestSequence)
    {
        (_model, Input, Objective, FeatureColumnName, _longestSequence) = (
            model, input, objective, featureColumnName, longestSequence);
        var session = OnnxSession.Open(model); // the first use of ONNX Runtime, which may be missing
        _session = new(session, model.Length);
        Vocabulary = input.IsTokens ? OnnxMetadata.VocabularyOf(session.ModelMetadata.CustomMetadataMap) : null;
    }

    public SequenceInput Input { get; }

    public PrimitiveValues? Vocabulary { get; }

    public Objective Objective { get; }

    public string FeatureColumnName { get; }

    /// <summary>Opens the exported file of a trained network.</summary>
    /// <param name="network">The trained network.</param>
    /// <param name="model">The exported file.</param>
    /// <exception cref="NativeEngineException">ONNX Runtime's native library is missing.</exception>
    internal static OnnxNetwork Create(TrainedNetwork network, byte[] model) =>
        new(model, network.Input, network.Objective, network.FeatureColumnName, network.Architecture.LongestSequence);

    public void Score(SequenceBuffer sequences, Memory<float> logits, CancellationToken cancellationToken = default)
    {
        using var session = _session.Use();
        NetworkArchitecture.CheckLongest(sequences.LongestLength(), _longestSequence);
        if (sequences.Count == 0)
            return;
        int[][] batches = BatchPlanner.Sorted(sequences.Lengths(), BatchSize, StepsInBatch);
        int threads = Math.Min(batches.Length, Environment.ProcessorCount);
        using var options = new RunOptions();
        var layout = new LogitLayout(sequences, Objective.Head);
        ParallelWork.ForEach(
            batches.Reverse(), threads, enter: null, batch =>
                ScoreBatch(session.Value, options, sequences, layout, batch, logits.Span), cancellationToken);
    }

    /// <summary>Frees the session once the scores in progress have finished.</summary>
    public void Dispose() => _session.Dispose();

    internal void Save(ModelWriter writer)
    {
        using var session = _session.Use(); // throws before an entry is written if disposed
        writer.AddJson(SettingsEntry, new Settings(
            ModelParts<Objective>.NameOf(Objective), ModelParts<Objective>.ToJson(Objective), Input, FeatureColumnName,
            _longestSequence));
        writer.AddBytes(ModelEntry, _model);
    }

    /// <exception cref="InvalidDataException">The entries are damaged or don't fit each other.</exception>
    /// <exception cref="NativeEngineException">ONNX Runtime's native library is missing.</exception>
    internal static OnnxNetwork Load(ModelReader reader)
    {
        var settings = reader.GetJson<Settings>(SettingsEntry);
        byte[] model = reader.GetBytes(ModelEntry);
        var objective = ModelParts<Objective>.FromJson(settings.Objective, settings.ObjectiveSettings);
        ModelReader.CheckSettings(SettingsEntry, settings.Objective, objective.AddViolations);
        ModelReader.CheckSettings(SettingsEntry, nameof(Input), settings.Input.AddViolations);
        if ((OnnxFileRules.ViolationIn(model) ?? OnnxSizes.ViolationIn(model, settings.Input, objective)) is { } violation)
            throw ModelReader.Damaged(ModelEntry, violation);
        try
        {
            var network = new OnnxNetwork(model, settings.Input, objective, settings.FeatureColumnName, settings.LongestSequence);
            if (network.Fits())
                return network;
            network.Dispose();
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelReader.Damaged(ModelEntry, $"can't be read by ONNX Runtime ({e.Message})", e);
        }
        catch (JsonException e)
        {
            throw ModelReader.Damaged(
                ModelEntry, $"has metadata that are not the JSON that this version expects ({e.Message})", e);
        }

        throw ModelReader.Damaged(ModelEntry, $"is another network than '{SettingsEntry}' describes");
    }

    private bool Fits()
    {
        using var session = _session.Use();
        return session.Value.InputMetadata.ContainsKey(SequenceInputGraph.NameOf(Input))
            && session.Value.OutputMetadata.TryGetValue(Logits, out var logits)
            && logits.Dimensions[^1] == Objective.Outputs && logits.Dimensions.Length == (Objective.Head.IsPerStep ? 3 : 2);
    }

    private void ScoreBatch(
        InferenceSession session, RunOptions options, SequenceBuffer sequences, LogitLayout layout, int[] batch,
        Span<float> logits)
    {
        using var input = Input.IsTokens ? PaddedBatch.OfTokens(sequences, batch) : PaddedBatch.OfValues(sequences, batch);
        int outputs = Objective.Outputs, inRow = Objective.Head.IsPerStep ? input.Time * outputs : outputs;
        int items = checked(batch.Length * inRow);
        long[] shape = Objective.Head.IsPerStep ? [batch.Length, input.Time, outputs] : [batch.Length, outputs];
        float[] scored = PooledArray.Of<float>(items);
        using (var output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, scored.AsMemory(0, items), shape))
            session.Run(options, [SequenceInputGraph.NameOf(Input)], [input.Value], [Logits], [output]);
        // The true steps stand first.
        for (int i = 0; i < batch.Length; i++)
            scored.AsSpan(i * inRow, layout.CountOf(batch[i])).CopyTo(logits[layout.StartOf(batch[i])..]);
        PooledArray.Return(ref scored);
    }

    private sealed record Settings(
        string Objective, JsonElement ObjectiveSettings, SequenceInput Input, string FeatureColumnName, int? LongestSequence);
}
