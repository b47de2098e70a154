using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>Makes torch's optimizers from the options.</summary>
internal static class Optimizers
{
    internal static torch.optim.Optimizer Create(SequenceTrainerOptions options, IEnumerable<Parameter> parameters) => options.Optimizer switch
    {
        SequenceOptimizer.AdamW => torch.optim.AdamW(parameters, options.LearningRate, weight_decay: options.WeightDecay),
        SequenceOptimizer.Sgd => torch.optim.SGD(parameters, options.LearningRate, options.Momentum, weight_decay: options.WeightDecay),
        _ => torch.optim.Adam(parameters, options.LearningRate, weight_decay: options.WeightDecay),
    };

    internal static void SetLearningRate(torch.optim.Optimizer optimizer, double rate)
    {
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = rate;
    }

    /// <summary>Shortens all gradients together to a norm of at most <paramref name="limit"/>, without waiting for the device.</summary>
    internal static void ClipGradients(IEnumerable<Parameter> parameters, double limit)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        torch.Tensor[] gradients = [.. parameters.Select(p => p.grad).OfType<torch.Tensor>()];
        var norm = torch.stack(gradients.Select(g => g.norm())).norm();
        var scale = (limit / (norm + 1e-6)).clamp_max(1); // 1e-6 as PyTorch's clip_grad_norm_ has it
        foreach (var gradient in gradients)
            gradient.mul_(scale);
    }
}
