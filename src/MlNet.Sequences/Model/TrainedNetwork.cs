using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A network that has been trained, with everything that scoring needs to know about it. Immutable; its weights are on
/// the device. Saved as <c>network.json</c>, <c>vocabulary.json</c>, <c>history.json</c> and <c>weights.safetensors</c>.
/// </summary>
internal sealed class TrainedNetwork : IScoringNetwork, IDisposable
{
    internal const int FormatVersion = 5; // 4: an objective may have the names of its classes. 5: there may be n-grams

    private const string NetworkEntry = "network.json";
    private const string VocabularyEntry = "vocabulary.json";
    private const string HistoryEntry = "history.json";
    private const string WeightsEntry = "weights.safetensors";

    private readonly SharedResource<SequenceNetwork> _network;
    private readonly torch.Device _device;

    /// <summary>Takes over a network, and frees it when disposed or garbage-collected.</summary>
    /// <param name="network">The network.</param>
    /// <param name="description">What scoring needs to know about it.</param>
    /// <param name="history">How it was trained.</param>
    /// <param name="device">Where its weights are.</param>
    /// <param name="ngrams">The n-grams beside it, or null.</param>
    internal TrainedNetwork(
        SequenceNetwork network, NetworkDescription description, TrainingHistory history, torch.Device device,
        NgramBranch? ngrams = null)
    {
        network.eval();
        foreach (var parameter in network.parameters())
            parameter.requires_grad_(false);
        network.Body.Freeze();
        (Description, History, _device, Ngrams) = (description, history, device, ngrams);
        NumberOfParameters = network.NumberOfParameters;
        _network = new(network, NumberOfParameters * sizeof(float));
    }

    private TrainedNetwork(TrainedNetwork other, Objective objective)
    {
        (Description, History, _device, NumberOfParameters, Ngrams) = (
            other.Description with { Objective = objective }, other.History, other._device, other.NumberOfParameters,
            other.Ngrams);
        _network = other._network.Share();
    }

    internal NetworkDescription Description { get; }

    internal NetworkArchitecture Architecture => Description.Architecture;

    public Objective Objective => Description.Objective;

    public SequenceInput Input => Description.Input;

    public PrimitiveValues? Vocabulary => Description.Vocabulary;

    public string FeatureColumnName => Description.FeatureColumnName;

    internal TrainingHistory History { get; }

    /// <summary>The n-grams whose logits are added to the network's; null for none.</summary>
    internal NgramBranch? Ngrams { get; }

    internal long NumberOfParameters { get; }

    /// <summary>Where the weights are.</summary>
    internal torch.Device Device => _device;

    /// <summary>
    /// The same network under another objective. The weights are freed when the last network that shares them is disposed.
    /// </summary>
    internal TrainedNetwork With(Objective objective) => new(this, objective);

    public void Score(SequenceBuffer sequences, Memory<float> logits, CancellationToken cancellationToken = default)
    {
        using var network = _network.Use();
        Architecture.CheckLongest(sequences.LongestLength());
        LogitScorer.Score(network.Value, sequences, _device, logits, cancellationToken: cancellationToken);
        Ngrams?.AddTo(sequences, logits, cancellationToken);
    }

    /// <summary>A network with other weights, in the same shapes, on the CPU. The caller disposes it.</summary>
    internal TrainedNetwork With(Func<TrainedWeight, torch.Tensor> weights)
    {
        using var own = _network.Use();
        using var scope = torch.NewDisposeScope();
        var network = NetworkBuilder.Build(Architecture, Input, Objective.Head, seed: 0);
        try
        {
            network.LoadWeights(own.Value.Weights().ToDictionary(weight => weight.Name, weights));
            return new(network, Description, History, torch.CPU, Ngrams);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The objective of a copy without its head; see <see cref="WithoutHead"/>.</summary>
    internal EmbeddingObjective EmbeddingOf(string outputColumnName, SequencePooling pooling) =>
        EmbeddingObjective.Of(Architecture, outputColumnName, pooling);

    /// <exception cref="ArgumentException">The network's states can't be pooled in this way.</exception>
    internal void CheckPooling(SequencePooling pooling)
    {
        var violations = new OptionViolations();
        (Architecture with { Pooling = pooling }).AddViolations(violations);
        violations.ThrowIfAny(nameof(SequencePooling));
    }

    /// <summary>A copy that outputs the pooled states of each sequence, on the same device. The caller disposes it.</summary>
    /// <param name="outputColumnName">The column with these vectors.</param>
    /// <param name="inputColumnName">The column with the sequences.</param>
    /// <param name="pooling">How states are pooled.</param>
    /// <param name="normalizes">Whether vectors are scaled to length 1.</param>
    internal TrainedNetwork WithoutHead(
        string outputColumnName, string inputColumnName, SequencePooling pooling, bool normalizes)
    {
        using var own = _network.Use();
        using var scope = torch.NewDisposeScope();
        var description = Description with
        {
            Architecture = Architecture with { Pooling = pooling },
            Objective = EmbeddingOf(outputColumnName, pooling) with { Normalizes = normalizes },
            FeatureColumnName = inputColumnName,
            LabelColumnName = inputColumnName,
        };
        var network = NetworkBuilder.Build(description.Architecture, Input, description.Objective.Head, seed: 0);
        try
        {
            network.LoadWeights(own.Value.Weights().Where(weight => weight.Part != NetworkPart.Head)
                .ToDictionary(weight => weight.Name, weight => (torch.Tensor)weight.Value));
            network.to(_device);
            return new(network, description, History, _device);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Reads the network itself, which the model still owns and which is not freed meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    internal T Read<T>(Func<SequenceNetwork, T> read)
    {
        using var network = _network.Use();
        return read(network.Value);
    }

    /// <summary>Its name in messages: "a trained lstm".</summary>
    internal string Name => $"a trained {Architecture.Name}";

    /// <summary>
    /// Copies of the weights on the CPU, under PyTorch's names; they belong to the caller's dispose scope.
    /// </summary>
    internal IReadOnlyDictionary<string, torch.Tensor> CopyWeights()
    {
        using var network = _network.Use();
        return network.Value.Weights().ToDictionary(w => w.Name, w => w.Value.detach().cpu().clone());
    }

    /// <summary>The SHA-256 of the weights, as they are saved.</summary>
    internal string DigestOfWeights() => ModelManifest.Digest(WeightsFile());

    /// <summary>The weights by PyTorch's names, in the order of the layers, with their shapes; none is copied.</summary>
    internal IReadOnlyList<(string Name, long[] Shape)> Shapes
    {
        get
        {
            using var network = _network.Use();
            return [.. network.Value.Weights().Select(weight => (weight.Name, weight.Value.shape))];
        }
    }

    /// <summary>A copy of a weight, under PyTorch's name, row by row.</summary>
    internal float[] CopyWeight(string name)
    {
        using var network = _network.Use();
        using var scope = torch.NewDisposeScope();
        return network.Value.Weights().Single(w => w.Name == name).Value.detach().cpu().contiguous().data<float>().ToArray();
    }

    internal void Save(ModelWriter writer)
    {
        using var network = _network.Use(); // throws before an entry is written if disposed
        writer.AddJson(NetworkEntry, new Entry(
            ModelParts<NetworkArchitecture>.NameOf(Architecture), ModelParts<NetworkArchitecture>.ToJson(Architecture),
            ModelParts<Objective>.NameOf(Objective), ModelParts<Objective>.ToJson(Objective),
            Input, Description.FeatureColumnName, Description.LabelColumnName, Ngrams?.Save(writer)));
        writer.AddJson(VocabularyEntry, new VocabularyOf(Description.Vocabulary));
        writer.AddJson(HistoryEntry, History);
        writer.AddBytes(WeightsEntry, WeightsFile());
    }

    /// <summary>Builds the network and loads the saved weights, on the environment's device.</summary>
    /// <exception cref="InvalidDataException">The entries are damaged or don't fit each other.</exception>
    internal static TrainedNetwork Load(IHostEnvironment environment, ModelReader reader)
    {
        var entry = reader.GetJson<Entry>(NetworkEntry);
        // Models of format 1 and 2 do not have their tokens' words.
        var vocabulary = reader.FormatVersion < 3 ? null : reader.GetJson<VocabularyOf>(VocabularyEntry).Values;
        var history = reader.GetJson<TrainingHistory>(HistoryEntry);
        var architecture = ModelParts<NetworkArchitecture>.FromJson(entry.Architecture, entry.ArchitectureSettings);
        var objective = ModelParts<Objective>.FromJson(entry.Objective, entry.ObjectiveSettings);
        ModelReader.CheckSettings(NetworkEntry, entry.Architecture, architecture.AddViolations);
        ModelReader.CheckSettings(NetworkEntry, entry.Objective, objective.AddViolations);
        ModelReader.CheckSettings(NetworkEntry, nameof(Input), entry.Input.AddViolations);
        var size = architecture.CountWeights(entry.Input, objective.Head);
        CheckSize(size, reader.LengthOf(WeightsEntry));
        byte[] weights = reader.GetBytes(WeightsEntry);
        var ngrams = entry.Ngrams is { } branch
            ? NgramBranch.Load(reader, branch, NetworkEntry, entry.Input, objective)
            : null;

        SequencesRuntime.Load();
        var device = DeviceOf(environment);
        using var scope = torch.NewDisposeScope();
        var tensors = SafeTensors.Read(weights);
        CheckNumbers(size, tensors);
        var network = NetworkBuilder.Build(architecture, entry.Input, objective.Head, seed: 0);
        try
        {
            network.LoadWeights(tensors);
            network.to(device);
            return new(
                network,
                new NetworkDescription(
                    architecture, objective, entry.Input, vocabulary, entry.FeatureColumnName, entry.LabelColumnName),
                history, device, ngrams);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The device that an environment chooses for a network that is loaded.</summary>
    internal static torch.Device DeviceOf(IHostEnvironment environment)
    {
        var (gpuDeviceId, fallbackToCpu) = HostEnvironments.GpuRuleOf(environment);
        using var channel = environment.Register(nameof(TrainedNetwork)).Start("Loading");
        return DeviceChoice.Resolve(
            null, gpuDeviceId, fallbackToCpu, message => channel.Warning(MessageSensitivity.None, message));
    }

    // The settings that determine a network's size may be forged, and so may the length of an entry that is not inflated yet: a
    // small file must not make us build a network that it has no weights for, or inflate more than a network needs.
    private static void CheckSize(WeightCount size, long length)
    {
        if (length < size.Weights * sizeof(float) || length > SafeTensors.MostBytes(size.Weights, size.Tensors))
            throw ModelReader.Damaged(
                WeightsEntry,
                FormattableString.Invariant(
                    $"has {length} bytes, and the network of '{NetworkEntry}' has {size.Weights} weights"));
    }

    private static void CheckNumbers(WeightCount size, Dictionary<string, torch.Tensor> tensors)
    {
        if (tensors.Count != size.Tensors || tensors.Values.Sum(tensor => tensor.numel()) != size.Weights)
            throw ModelReader.Damaged(
                WeightsEntry,
                $"has {tensors.Values.Sum(tensor => tensor.numel())} weights in {tensors.Count} tensors, and the network of " +
                $"'{NetworkEntry}' has {size.Weights} in {size.Tensors}");
        foreach (var (name, tensor) in tensors)
        {
            foreach (float weight in MemoryMarshal.Cast<byte, float>(tensor.bytes))
            {
                if (!float.IsFinite(weight))
                    throw ModelReader.Damaged(
                        WeightsEntry,
                        FormattableString.Invariant($"has the number {weight} in '{name}', which no training results in"));
            }
        }
    }

    private byte[] WeightsFile()
    {
        using var network = _network.Use();
        return SafeTensors.Write([.. network.Value.Weights().Select(w => (w.Name, (torch.Tensor)w.Value))]);
    }

    /// <summary>Frees the weights once the scores in progress have finished and no other network shares them.</summary>
    public void Dispose() => _network.Dispose();

    private sealed record VocabularyOf(PrimitiveValues? Values);

    private sealed record Entry(
        string Architecture, JsonElement ArchitectureSettings, string Objective, JsonElement ObjectiveSettings,
        SequenceInput Input, string FeatureColumnName, string LabelColumnName, NgramBranch.Entry? Ngrams = null);
}
