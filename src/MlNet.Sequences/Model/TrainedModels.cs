using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>Finds the trained network in a model, at any depth of its chain.</summary>
internal static class TrainedModels
{
    /// <param name="model">A trained transformer of this library, or a chain with one.</param>
    /// <exception cref="ArgumentException">There is no trained network, or there are several.</exception>
    internal static TrainedNetwork Find(ITransformer model)
    {
        TrainedNetwork[] networks = [.. In(model).Distinct()];
        return networks.Length == 1 ? networks[0] : throw new ArgumentException(
            $"The model must have one trained network of MlNet.Sequences; received {model.GetType().Name} with " +
            $"{networks.Length}. " +
            (networks.Length == 0 ? "Pass what a trainer's Fit returned, or a chain with it." : "Pass a single transformer."),
            nameof(model));
    }

    /// <summary>The same, to be exported.</summary>
    /// <inheritdoc cref="Find"/>
    /// <exception cref="NotSupportedException">There is a model that ONNX can't hold.</exception>
    internal static TrainedNetwork FindToExport(ITransformer model) =>
        !In(model).Any()
        && Steps(model).OfType<SequenceTransformer>().Select(step => step.ReasonAgainstOnnx).OfType<string>().FirstOrDefault()
            is { } reason
            ? throw new NotSupportedException(reason)
            : Find(model);

    /// <summary>The transformers of a chain, and of chains in it, in order.</summary>
    internal static IEnumerable<ITransformer> Steps(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Steps) : [model];

    internal static IEnumerable<TrainedNetwork> In(ITransformer model) => model switch
    {
        ITrainedModel trained => [trained.Network],
        IEnumerable<ITransformer> chain => chain.SelectMany(In),
        _ => [],
    };
}
