using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Writes a trained network as an ONNX file: complete and checked, or not at all.</summary>
internal static class OnnxExporter
{
    /// <param name="network">The network.</param>
    /// <param name="model">The network's transformer, or the chain that contains it, whose steps the metadata describe.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">What is written, and how.</param>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="NativeEngineException">ONNX Runtime's native library, which checks the file, is missing.</exception>
    /// <exception cref="InvalidOperationException">
    /// The file is too large for the format, or its results differ from the network's.
    /// </exception>
    internal static void Export(TrainedNetwork network, ITransformer model, string path, OnnxExportOptions options)
    {
        if (options.IncludeTokenizer && network.Objective.Head.IsPerStep)
            throw new NotSupportedException(
                $"{nameof(options.IncludeTokenizer)} must be false for a model with a class or a number for each step, whose " +
                "outputs correspond to tokens that a graph from texts does not output; received true. Leave it out, and pass " +
                "tokens to the graph.");
        var texts = options.IncludeTokenizer ? TextSteps.Find(model, network) : null;
        using var file = WholeFile.Create(
            path, "The ONNX file",
            "Name a file in a folder where files can be written, or make room; an existing file is unchanged.");
        bool isExact = true;
        file.Guard(() => isExact = Write(network, model, file.Stream, options.Weights, texts));
        file.Complete();
        options.CancellationToken.ThrowIfCancellationRequested();
        OnnxCheck.Run(file.TemporaryPath, network, texts, options.Weights, isExact);
        options.CancellationToken.ThrowIfCancellationRequested();
        file.Commit();
    }

    /// <summary>Writes the file's content: the network, and the steps before it if given.</summary>
    /// <returns>Whether it computes exactly what the network does with such weights, rather than an approximation.</returns>
    internal static bool Write(TrainedNetwork network, ITransformer model, Stream stream, OnnxWeights weights, TextSteps? texts)
    {
        var graph = new OnnxGraph(texts is null ? OnnxGraph.NetworkOperatorSet : OnnxGraph.TextOperatorSet);
        var int8 = weights == OnnxWeights.Int8 ? new Int8Graph(graph) : null;
        using (torch.NewDisposeScope())
        {
            var sequences = texts is null
                ? SequenceInputGraph.Add(graph, network.Input)
                : SequenceInputGraph.Read(graph, TextInputGraph.Add(graph, texts));
            var whole = SequenceInputGraph.WithoutMissing(graph, sequences, network.Input);
            var logits = SequenceInputGraph.WithoutBroken(
                graph, network.Read(trained => NetworkGraph.Write(trained, (IOperatorGraph?)int8 ?? graph, whole)), sequences,
                network.Input, network.Objective.Head.IsPerStep);
            if (network.Ngrams is { } ngrams)
                logits = NgramGraph.Add(graph, ngrams, sequences, logits);
            graph.AddOutputs(
            [
                .. ObjectiveGraph.Write(network.Objective, graph, logits),
                new(OnnxNetwork.Logits, torch.ScalarType.Float32, network.Objective.Outputs, logits)
                {
                    IsPerStep = network.Objective.Head.IsPerStep,
                },
            ]);
        }

        string name = ModelParts<NetworkArchitecture>.NameOf(network.Architecture);
        OnnxModelWriter.Write(
            stream, graph, name, OnnxMetadata.LibraryVersion, OnnxMetadata.Of(network.Description, model, weights));
        return int8 is not { RoundsActivations: true };
    }
}
