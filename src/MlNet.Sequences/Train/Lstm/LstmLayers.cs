using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// The LSTM layers, each direction of each as a module of its own over padded sequences: a packed sequence would leave oneDNN's fused
/// kernel on a CPU and take seven times as long. A backward direction reads each sequence turned round within its true length, so that
/// padding stays behind what is read and never changes a state.
/// </summary>
internal sealed class LstmLayers : torch.nn.Module<torch.Tensor, SequenceBatch, torch.Tensor>
{
    private readonly LstmArchitecture _settings;
    private readonly NetworkRandom _random;
    private readonly List<(LSTM Forward, LSTM? Backward)> _layers = [];

    internal LstmLayers(LstmArchitecture settings, NetworkRandom random)
        : base(nameof(LstmLayers))
    {
        (_settings, _random) = (settings, random);
        int directions = settings.Bidirectional ? 2 : 1;
        for (int i = 0; i < settings.NumberOfLayers; i++)
        {
            int inputSize = i == 0 ? settings.EmbeddingSize : settings.HiddenSize * directions;
            var forwards = MakeLayer($"l{i}", inputSize);
            _layers.Add((forwards, settings.Bidirectional ? MakeLayer($"l{i}_reverse", inputSize) : null));
        }
    }

    /// <param name="steps"><c>[time, batch, embedding]</c>.</param>
    /// <param name="batch">Tells the true lengths.</param>
    /// <returns><c>[time, batch, hidden × directions]</c>; what it holds at padded steps is without meaning.</returns>
    public override torch.Tensor forward(torch.Tensor steps, SequenceBatch batch)
    {
        var turned = _settings.Bidirectional ? TurnedTimes(batch) : null; // [time, batch, 1]
        for (int i = 0; i < _layers.Count; i++)
        {
            if (i > 0)
                steps = SharedDropout.Apply(steps, _settings.RecurrentDropout, training, _random);
            var (forwards, backwards) = _layers[i];
            var states = Run(forwards, steps); // [time, batch, hidden]
            if (backwards is not null)
            {
                var reversed = Turn(Run(backwards, Turn(steps, turned!)), turned!);
                states = torch.cat([states, reversed], -1); // [time, batch, 2 × hidden]
            }

            steps = states;
        }

        return steps;
    }

    // oneDNN's LSTM kernel for inference, which runs where gradients are off, gives wrong states on processors with AVX-512 for hidden
    // sizes that fill an odd number of 16s (1 to 16, 33 to 48, …; libtorch 2.10). Its kernel for training gives the right ones.
    private torch.Tensor Run(LSTM layer, torch.Tensor steps)
    {
        bool isMisread = steps.device.type == DeviceType.CPU && (_settings.HiddenSize + 15) / 16 % 2 == 1;
        using var trainingKernel = isMisread ? torch.enable_grad() : null;
        return layer.call(steps).Item1;
    }

    private static torch.Tensor Turn(torch.Tensor steps, torch.Tensor turned) => steps.gather(0, turned.expand(steps.shape));

    private static torch.Tensor TurnedTimes(SequenceBatch batch)
    {
        var times = torch.arange(batch.Time, device: batch.Lengths.device).unsqueeze(1);  // [time, 1]
        var mirrored = batch.Lengths.unsqueeze(0) - 1 - times;                            // [time, batch]
        return torch.where(mirrored.ge(0), mirrored, times).unsqueeze(-1);                // padding stays where it is
    }

    private LSTM MakeLayer(string name, int inputSize)
    {
        var layer = torch.nn.LSTM(inputSize, _settings.HiddenSize);
        // PyTorch's own initial weights, from our generator.
        foreach (var parameter in layer.parameters())
            _random.FillUniform(parameter, 1 / Math.Sqrt(_settings.HiddenSize));
        register_module(name, layer);
        return layer;
    }
}
