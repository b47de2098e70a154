using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A network that has been trained, with all that scoring needs to know about it. Never changed once made; its weights live on the
/// device. Saved as <c>network.json</c>, <c>vocabulary.json</c>, <c>history.json</c> and <c>weights.safetensors</c>.
/// </summary>
internal sealed class TrainedNetwork : IScoringNetwork, IDisposable
{
    internal const int FormatVersion = 4; // 4: an objective may have the names of its classes

    private const string NetworkEntry = "network.json";
    private const string VocabularyEntry = "vocabulary.json";
    private const string HistoryEntry = "history.json";
    private const string WeightsEntry = "weights.safetensors";

    private readonly SequenceNetwork _network;
    private readonly torch.Device _device;
    private readonly Owners _owners;
    private volatile bool _disposed;

    internal TrainedNetwork(SequenceNetwork network, NetworkDescription description, TrainingHistory history, torch.Device device)
        : this(network, description, history, device, new Owners())
    {
        _network.eval();
        foreach (var parameter in _network.parameters())
            parameter.requires_grad_(false);
        _network.Freeze();
    }

    private TrainedNetwork(
        SequenceNetwork network, NetworkDescription description, TrainingHistory history, torch.Device device, Owners owners)
    {
        (_network, Description, History, _device, _owners) = (network, description, history, device, owners);
        owners.Add();
    }

    internal NetworkDescription Description { get; }

    internal NetworkArchitecture Architecture => Description.Architecture;

    public Objective Objective => Description.Objective;

    public SequenceInput Input => Description.Input;

    public string FeatureColumnName => Description.FeatureColumnName;

    internal TrainingHistory History { get; }

    internal long NumberOfParameters => _network.NumberOfParameters;

    /// <summary>The same network under another objective. The weights are freed when the last of those that share them is disposed.</summary>
    internal TrainedNetwork With(Objective objective)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        return new(_network, Description with { Objective = objective }, History, _device, _owners);
    }

    public void Score(SequenceBuffer sequences, Memory<float> logits)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        Architecture.CheckLongest(sequences.LongestLength());
        LogitScorer.Score(_network, sequences, _device, logits);
    }

    /// <summary>Whether these rows, sequences with their labels and weights, are those that the history has the digest of.</summary>
    internal bool WasTrainedOn(IDataView data)
    {
        if (History.DataSha256 is null)
            return false;
        string? weights = History.Settings?.GetValueOrDefault(JsonNamingPolicy.CamelCase.ConvertName(nameof(SequenceTrainerOptions.ExampleWeightColumnName)));
        var task = Objective.Task;
        var columns = new RowColumns(FeatureColumnName, Description.LabelColumnName, weights is "null" ? null : weights, task.LabelRequirement);
        return TrainingData.Digest(data, columns, task.Encode(columns.Find(data.Schema).Label)) == History.DataSha256;
    }

    /// <summary>A network with other weights, in the same shapes, on the CPU. It is disposed of by itself.</summary>
    internal TrainedNetwork With(Func<TrainedWeight, torch.Tensor> weights)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        using var scope = torch.NewDisposeScope();
        var network = NetworkBuilder.Build(Architecture, Input, Objective.Outputs, seed: 0);
        network.LoadWeights(_network.Weights().ToDictionary(weight => weight.Name, weights));
        return new(network, Description, History, torch.CPU);
    }

    /// <summary>Writes what the network computes into a graph, and gives its logits, float32 <c>[batch, outputs]</c>.</summary>
    internal GraphValue WriteTo(IOperatorGraph graph, GraphSequences sequences)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        return _network.WriteTo(graph, sequences);
    }

    /// <summary>What messages call it: "a trained lstm".</summary>
    internal string Name => $"a trained {ModelParts<NetworkArchitecture>.NameOf(Architecture)}";

    /// <summary>Copies of the weights on the CPU, under PyTorch's names; they belong to the dispose scope of the caller.</summary>
    internal IReadOnlyDictionary<string, torch.Tensor> CopyWeights()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        return _network.Weights().ToDictionary(w => w.Name, w => w.Value.detach().cpu().clone());
    }

    /// <summary>The SHA-256 of the weights, as they are saved.</summary>
    internal string DigestOfWeights() => ModelManifest.Digest(WeightsFile());

    /// <summary>PyTorch's names of the weights.</summary>
    internal IReadOnlyList<string> WeightNames
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
            return [.. _network.Weights().Select(weight => weight.Name)];
        }
    }

    /// <summary>A copy of a weight, under PyTorch's name, row by row.</summary>
    internal float[] CopyWeight(string name)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        using var scope = torch.NewDisposeScope();
        return _network.Weights().Single(w => w.Name == name).Value.detach().cpu().contiguous().data<float>().ToArray();
    }

    internal void Save(ModelWriter writer)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        writer.AddJson(NetworkEntry, new Entry(
            ModelParts<NetworkArchitecture>.NameOf(Architecture), ModelParts<NetworkArchitecture>.ToJson(Architecture),
            ModelParts<Objective>.NameOf(Objective), ModelParts<Objective>.ToJson(Objective),
            Input, Description.FeatureColumnName, Description.LabelColumnName));
        writer.AddJson(VocabularyEntry, new VocabularyOf(Description.Vocabulary));
        writer.AddJson(HistoryEntry, History);
        writer.AddBytes(WeightsEntry, WeightsFile());
    }

    /// <summary>Makes the network anew and gives it the saved weights, on the device that the environment asks for.</summary>
    /// <exception cref="InvalidDataException">The entries are damaged or don't fit each other.</exception>
    internal static TrainedNetwork Load(IHostEnvironment environment, ModelReader reader)
    {
        var entry = reader.GetJson<Entry>(NetworkEntry);
        // Models of format 1 and 2 do not say what their tokens stand for.
        var vocabulary = reader.FormatVersion < 3 ? null : reader.GetJson<VocabularyOf>(VocabularyEntry).Values;
        var history = reader.GetJson<TrainingHistory>(HistoryEntry);
        byte[] weights = reader.GetBytes(WeightsEntry);
        var architecture = ModelParts<NetworkArchitecture>.FromJson(entry.Architecture, entry.ArchitectureSettings);
        var objective = ModelParts<Objective>.FromJson(entry.Objective, entry.ObjectiveSettings);
        ModelReader.CheckSettings(NetworkEntry, entry.Architecture, architecture.AddViolations);
        ModelReader.CheckSettings(NetworkEntry, entry.Objective, objective.AddViolations);

        SequencesRuntime.Load();
        var (gpuDeviceId, fallbackToCpu) = HostEnvironments.GpuRuleOf(environment);
        using var channel = environment.Register(nameof(TrainedNetwork)).Start("Loading");
        var device = DeviceChoice.Resolve(
            null, gpuDeviceId, fallbackToCpu, message => channel.Warning(MessageSensitivity.None, message));
        var network = NetworkBuilder.Build(architecture, entry.Input, objective.Outputs, seed: 0);
        try
        {
            using var scope = torch.NewDisposeScope();
            network.LoadWeights(SafeTensors.Read(weights));
            network.to(device);
            return new(
                network,
                new NetworkDescription(
                    architecture, objective, entry.Input, vocabulary, entry.FeatureColumnName, entry.LabelColumnName),
                history, device);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private byte[] WeightsFile()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        return SafeTensors.Write([.. _network.Weights().Select(w => (w.Name, (torch.Tensor)w.Value))]);
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_owners.Remove() == 0)
            _network.Dispose();
    }

    private sealed class Owners
    {
        private int _count;

        internal void Add() => Interlocked.Increment(ref _count);

        internal int Remove() => Interlocked.Decrement(ref _count);
    }

    private sealed record VocabularyOf(PrimitiveValues? Values);

    private sealed record Entry(
        string Architecture, JsonElement ArchitectureSettings, string Objective, JsonElement ObjectiveSettings, SequenceInput Input,
        string FeatureColumnName, string LabelColumnName);
}
