using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// What one writes with torch's own modules and no more thought: token vectors, the network, one vector a review, a linear layer.
/// pytorch_epoch.py has the same, by the same names.
/// </summary>
internal abstract class PlainNetwork : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private const long Seed = 1;

    private protected PlainNetwork()
        : base(nameof(PlainNetwork))
    {
    }

    /// <param name="settings">The sizes.</param>
    /// <param name="keys">The rows of the embedding.</param>
    internal static PlainNetwork Create(ModelSettings settings, int keys)
    {
        SequencesRuntime.Load();
        torch.manual_seed(Seed);
        return settings.IsTransformer ? new PlainTransformer(settings, keys) : new PlainRecurrentNetwork(settings, keys);
    }

    /// <summary>Starts from the weights of a file.</summary>
    internal void Load(Dictionary<string, torch.Tensor> weights)
    {
        using var noGradient = torch.no_grad();
        foreach (var (name, weight) in named_parameters())
            weight.copy_(weights[name]);
    }
}

/// <summary>Embedding, recurrent layers, the state behind the last of the padded steps, and a linear layer.</summary>
internal sealed class PlainRecurrentNetwork : PlainNetwork
{
    private readonly Embedding _embedding;
    private readonly torch.nn.Module _layers;
    private readonly Linear _head;

    internal PlainRecurrentNetwork(ModelSettings settings, int keys)
    {
        var (inputs, hidden, layers) = (settings.Embedding, settings.Hidden, settings.Layers);
        _embedding = torch.nn.Embedding(keys, inputs);
        _layers = settings.Architecture switch
        {
            "gru" => torch.nn.GRU(inputs, hidden, layers, batchFirst: true),
            "rnn" => torch.nn.RNN(inputs, hidden, layers, batchFirst: true),
            _ => torch.nn.LSTM(inputs, hidden, layers, batchFirst: true),
        };
        _head = torch.nn.Linear(hidden, 1);
        register_module("embedding", _embedding);
        register_module("layers", _layers);
        register_module("head", _head);
    }

    public override torch.Tensor forward(torch.Tensor tokens)
    {
        var steps = _embedding.call(tokens);                    // [batch, time, embedding]
        var last = _layers switch                               // [layers, batch, hidden]
        {
            LSTM lstm => lstm.call(steps).Item2,
            GRU gru => gru.call(steps).Item2,
            _ => ((RNN)_layers).call(steps).Item2,
        };
        return _head.call(last[-1]).squeeze(-1);                // [batch]
    }
}

/// <summary>Embedding, sinusoidal positions, pre-norm encoder layers, the mean over the true steps, and a linear layer.</summary>
internal sealed class PlainTransformer : PlainNetwork
{
    private readonly Embedding _embedding;
    private readonly ModuleList<PlainEncoderLayer> _layers = [];
    private readonly LayerNorm _norm;
    private readonly Linear _head;
    private torch.Tensor _positions; // [time, width]

    internal PlainTransformer(ModelSettings settings, int keys)
    {
        _embedding = torch.nn.Embedding(keys, settings.Width);
        for (int i = 0; i < settings.Layers; i++)
            _layers.Add(new PlainEncoderLayer(settings));
        _norm = torch.nn.LayerNorm(settings.Width);
        _head = torch.nn.Linear(settings.Width, 1);
        register_module("embedding", _embedding);
        register_module("layers", _layers);
        register_module("norm", _norm);
        register_module("head", _head);
        _positions = Positions(settings.Length, settings.Width).DetachFromDisposeScope();
    }

    public override torch.Tensor forward(torch.Tensor tokens)
    {
        if (_positions.device != tokens.device)
            _positions = _positions.to(tokens.device).DetachFromDisposeScope(); // which moving the module leaves where they are
        var isStep = tokens.ne(0);                                                      // [batch, time]
        var mask = isStep.unsqueeze(1).unsqueeze(1);                                    // [batch, 1, 1, time]
        var steps = _embedding.call(tokens) + _positions;                               // [batch, time, width]
        foreach (var layer in _layers)
            steps = layer.call(steps, mask);
        var kept = isStep.unsqueeze(-1).to(steps.dtype);                                // [batch, time, 1]
        var mean = (_norm.call(steps) * kept).sum(1) / kept.sum(1).clamp_min(1);        // [batch, width]
        return _head.call(mean).squeeze(-1);                                            // [batch]
    }

    // Vaswani et al. 2017, section 3.5: sines in the even features and cosines in the odd ones.
    private static torch.Tensor Positions(int length, int width)
    {
        using var scope = torch.NewDisposeScope();
        var times = torch.arange(length, dtype: torch.float32).unsqueeze(1);
        var rates = torch.exp(torch.arange(0, width, 2, dtype: torch.float32) * (-Math.Log(10000.0) / width));
        return torch.stack([torch.sin(times * rates), torch.cos(times * rates)], -1).flatten(1)[.., ..width]
            .MoveToOuterDisposeScope();
    }
}

/// <summary>Attention and feed-forward, each behind a layer normalisation and added to its input.</summary>
internal sealed class PlainEncoderLayer : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor>
{
    private readonly int _heads;
    private readonly LayerNorm _norm1, _norm2;
    private readonly Linear _inProjection, _outProjection, _linear1, _linear2;

    internal PlainEncoderLayer(ModelSettings settings)
        : base(nameof(PlainEncoderLayer))
    {
        int width = settings.Width;
        _heads = settings.Heads;
        register_module("norm1", _norm1 = torch.nn.LayerNorm(width));
        register_module("in_proj", _inProjection = torch.nn.Linear(width, 3 * width));
        register_module("out_proj", _outProjection = torch.nn.Linear(width, width));
        register_module("norm2", _norm2 = torch.nn.LayerNorm(width));
        register_module("linear1", _linear1 = torch.nn.Linear(width, settings.FeedForward));
        register_module("linear2", _linear2 = torch.nn.Linear(settings.FeedForward, width));
    }

    public override torch.Tensor forward(torch.Tensor steps, torch.Tensor mask)
    {
        long batch = steps.shape[0], time = steps.shape[1], width = steps.shape[2];
        // [3, batch, heads, time, features]
        var parts = _inProjection.call(_norm1.call(steps)).view(batch, time, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4);
        // [batch, heads, time, features]
        var attended = torch.nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], mask);
        steps = steps + _outProjection.call(attended.transpose(1, 2).reshape(batch, time, width));
        return steps + _linear2.call(torch.nn.functional.gelu(_linear1.call(_norm2.call(steps))));
    }
}
