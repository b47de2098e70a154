using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>What the layers of Transformers have in common.</summary>
internal static class TransformerParts
{
    /// <summary>
    /// A linear layer with Glorot's uniform weights (Glorot and Bengio 2010, equation 16) and no bias, as in torch's own
    /// attention.
    /// </summary>
    internal static Linear Linear(NetworkRandom random, int inputs, int outputs)
    {
        var linear = torch.nn.Linear(inputs, outputs);
        random.FillUniform(linear.weight!, Math.Sqrt(6.0 / (inputs + outputs)));
        using (torch.no_grad())
            linear.bias!.zero_();
        return linear;
    }

    /// <summary>Dropout with one mask for all time steps of a sequence, as in the embedding: <c>[batch, 1, hidden]</c>.</summary>
    /// <param name="steps"><c>[batch, time, hidden]</c>.</param>
    /// <param name="rate">The fraction to drop; 0 outside training.</param>
    /// <param name="random">The source of the mask.</param>
    internal static torch.Tensor Drop(torch.Tensor steps, double rate, NetworkRandom random) => rate > 0
        ? SharedDropout.Apply(steps.transpose(0, 1), rate, true, random).transpose(0, 1)
        : steps;

    /// <summary>
    /// The name that torch.nn.TransformerEncoder has for a parameter of a layer: ours are sibling modules,
    /// "layer0.in_proj.weight", and its are "encoder.layers.0.self_attn.in_proj_weight". Null for other parameters.
    /// </summary>
    internal static string? StateNameInLayer(string parameterName)
    {
        string[] parts = parameterName.Split('.');
        return parts switch
        {
            [var layer, "in_proj", var kind] => $"encoder.layers.{layer["layer".Length..]}.self_attn.in_proj_{kind}",
            [var layer, "out_proj", var kind] => $"encoder.layers.{layer["layer".Length..]}.self_attn.out_proj.{kind}",
            [var layer, var part, var kind] => $"encoder.layers.{layer["layer".Length..]}.{part}.{kind}",
            _ => null,
        };
    }
}
