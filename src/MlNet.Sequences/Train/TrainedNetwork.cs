using System.Text.Json;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A network that has been trained, with all that scoring needs to know about it. Never changed once made; its weights live on the
/// device. Saved as <c>network.json</c>, <c>history.json</c> and <c>weights.safetensors</c>.
/// </summary>
internal sealed class TrainedNetwork : IDisposable
{
    internal const int FormatVersion = 2;

    private const string NetworkEntry = "network.json";
    private const string HistoryEntry = "history.json";
    private const string WeightsEntry = "weights.safetensors";

    private readonly SequenceNetwork _network;
    private readonly torch.Device _device;
    private readonly Owners _owners;
    private volatile bool _disposed;

    internal TrainedNetwork(
        SequenceNetwork network, NetworkArchitecture architecture, Objective objective, SequenceInput input, string featureColumnName,
        string labelColumnName, TrainingHistory history, torch.Device device)
        : this(network, architecture, objective, input, featureColumnName, labelColumnName, history, device, new Owners())
    {
        _network.eval();
        foreach (var parameter in _network.parameters())
            parameter.requires_grad_(false);
    }

    private TrainedNetwork(
        SequenceNetwork network, NetworkArchitecture architecture, Objective objective, SequenceInput input, string featureColumnName,
        string labelColumnName, TrainingHistory history, torch.Device device, Owners owners)
    {
        (_network, Architecture, Objective, Input, FeatureColumnName, LabelColumnName, History, _device, _owners) =
            (network, architecture, objective, input, featureColumnName, labelColumnName, history, device, owners);
        owners.Add();
    }

    internal NetworkArchitecture Architecture { get; }

    internal Objective Objective { get; }

    internal SequenceInput Input { get; }

    internal string FeatureColumnName { get; }

    internal string LabelColumnName { get; }

    internal TrainingHistory History { get; }

    internal long NumberOfParameters => _network.NumberOfParameters;

    /// <summary>The same network under another objective. The weights are freed when the last of those that share them is disposed.</summary>
    internal TrainedNetwork With(Objective objective)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        return new(_network, Architecture, objective, Input, FeatureColumnName, LabelColumnName, History, _device, _owners);
    }

    /// <summary>Writes the logits of each sequence, <c>[sequences × outputs]</c>. Safe to call from many threads at once.</summary>
    internal void Score(SequenceBuffer sequences, Memory<float> logits)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SequenceTransformer));
        Architecture.CheckLongest(sequences.LongestLength());
        LogitScorer.Score(_network, sequences, _device, logits);
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
        writer.AddJson(NetworkEntry, new Description(
            ModelParts<NetworkArchitecture>.NameOf(Architecture), ModelParts<NetworkArchitecture>.ToJson(Architecture),
            ModelParts<Objective>.NameOf(Objective), ModelParts<Objective>.ToJson(Objective),
            Input, FeatureColumnName, LabelColumnName));
        writer.AddJson(HistoryEntry, History);
        writer.AddBytes(WeightsEntry, SafeTensors.Write(_network.Weights().Select(w => (w.Name, (torch.Tensor)w.Value))));
    }

    /// <summary>Makes the network anew and gives it the saved weights, on the device that the environment asks for.</summary>
    /// <exception cref="InvalidDataException">The entries are damaged or don't fit each other.</exception>
    internal static TrainedNetwork Load(IHostEnvironment environment, ModelReader reader)
    {
        var description = reader.GetJson<Description>(NetworkEntry);
        var history = reader.GetJson<TrainingHistory>(HistoryEntry);
        byte[] weights = reader.GetBytes(WeightsEntry);
        var architecture = ModelParts<NetworkArchitecture>.FromJson(description.Architecture, description.ArchitectureSettings);
        var objective = ModelParts<Objective>.FromJson(description.Objective, description.ObjectiveSettings);
        Check(architecture.AddViolations, description.Architecture);
        Check(objective.AddViolations, description.Objective);

        SequencesRuntime.Load();
        var (gpuDeviceId, fallbackToCpu) = HostEnvironments.GpuRuleOf(environment);
        using var channel = environment.Register(nameof(TrainedNetwork)).Start("Loading");
        var device = DeviceChoice.Resolve(
            null, gpuDeviceId, fallbackToCpu, message => channel.Warning(MessageSensitivity.None, message));
        var network = NetworkBuilder.Build(architecture, description.Input, objective.Outputs, seed: 0);
        try
        {
            using var scope = torch.NewDisposeScope();
            network.LoadWeights(SafeTensors.Read(weights));
            network.to(device);
            return new(network, architecture, objective, description.Input, description.FeatureColumnName, description.LabelColumnName,
                history, device);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_owners.Remove() == 0)
            _network.Dispose();
    }

    private static void Check(Action<OptionViolations> addViolations, string name) => ModelReader.CheckSettings(NetworkEntry, () =>
    {
        var violations = new OptionViolations();
        addViolations(violations);
        violations.ThrowIfAny(name);
    });

    private sealed class Owners
    {
        private int _count;

        internal void Add() => Interlocked.Increment(ref _count);

        internal int Remove() => Interlocked.Decrement(ref _count);
    }

    private sealed record Description(
        string Architecture, JsonElement ArchitectureSettings, string Objective, JsonElement ObjectiveSettings, SequenceInput Input,
        string FeatureColumnName, string LabelColumnName);
}
