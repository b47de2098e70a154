using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNet.Sequences.Onnx;

namespace MlNet.Sequences;

/// <summary>
/// Limits the size of the tensors of a network in a model file. Some operators turn a few numbers into arbitrarily many, by
/// broadcasting, products or joining a tensor with itself; a network's tensors stay in proportion to its weights and its input.
/// </summary>
internal static class OnnxSizes
{
    // The batch that is followed through the graph, as many steps as OnnxNetwork puts into one.
    private const int Sequences = 4, Steps = 1024;

    // Weights are transposed or converted when the file is opened; in all a few times their number.
    private const double MostFixed = 1 << 22, MostFixedForEachWeight = 16;

    // A Transformer's attention is the largest, 1,024 × 1,024 for each sequence and head, and is needed a few times at once.
    private const double MostAtOnce = 1 << 29, MostAtOnceForEachWeight = 64;

    // Shapes have few axes.
    private const int MostNumbers = 8;

    private const int Int64 = 7;

    /// <summary>What is wrong with the tensors of a model that passed <see cref="OnnxFileRules"/>; null if nothing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="input">The sequences that it reads.</param>
    /// <param name="objective">What it computes.</param>
    internal static string? ViolationIn(byte[] model, SequenceInput input, Objective objective)
    {
        try
        {
            var graph = ModelProto.Parser.ParseFrom(model).Graph ?? throw new InvalidDataException("has no graph");
            Check(
                graph, input,
                objective.Head.IsPerStep ? [Sequences, Steps, objective.Outputs] : [Sequences, objective.Outputs]);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
        catch (InvalidProtocolBufferException e)
        {
            return $"is not an ONNX model ({e.Message})";
        }
    }

    private static void Check(GraphProto graph, SequenceInput input, long[] logits)
    {
        var known = new Dictionary<string, OnnxShape>();
        foreach (var constant in graph.Initializer)
            known[constant.Name] = ShapeOf(constant);
        var batch = new OnnxShape(
            input.IsTokens ? [Sequences, Steps] : [Sequences, Steps, input.Channels], Numbers: null, IsFixed: false);
        double weights = known.Values.Sum(constant => constant.Items), ofFixed = 0, alive = batch.Items;
        known[SequenceInputGraph.NameOf(input)] = batch;
        var lastUses = new Dictionary<string, int>();
        for (int i = 0; i < graph.Node.Count; i++)
        {
            foreach (string name in graph.Node[i].Input)
                lastUses[name] = i;
        }

        foreach (var output in graph.Output)
            lastUses[output.Name] = int.MaxValue;
        for (int i = 0; i < graph.Node.Count; i++)
        {
            var node = graph.Node[i];
            OnnxShape?[] inputs = [.. node.Input.Select(name => name.Length == 0 ? null : known.GetValueOrDefault(name)
                ?? throw new InvalidDataException($"has the operator '{node.Name}' before its input '{name}'"))];
            var (outputs, numbers) = OnnxShapes.Of(node, inputs);
            bool isFixed = inputs.All(shape => shape is null or { IsFixed: true });
            for (int output = 0; output < Math.Min(node.Output.Count, outputs.Length); output++)
            {
                if (node.Output[output].Length == 0)
                    continue; // left out
                var shape = new OnnxShape(
                    outputs[output], output == 0 && numbers?.Length <= MostNumbers ? numbers : null, isFixed);
                known[node.Output[output]] = shape;
                (ofFixed, alive) = (ofFixed + (isFixed ? shape.Items : 0), alive + (isFixed ? 0 : shape.Items));
            }

            if (ofFixed > MostFixed + (MostFixedForEachWeight * weights))
                throw TooLarge("when it is opened", ofFixed, node);
            if (alive > MostAtOnce + (MostAtOnceForEachWeight * weights))
                throw TooLarge($"for {Sequences} sequences of {Steps} steps", alive, node);
            foreach (string name in node.Input.Concat(node.Output).Distinct())
            {
                if (known.TryGetValue(name, out var shape) && !shape.IsFixed && lastUses.GetValueOrDefault(name, i) <= i)
                    alive -= shape.Items;
            }
        }

        if (known.GetValueOrDefault(OnnxNetwork.Logits) is not { } last)
            throw new InvalidDataException($"has no output '{OnnxNetwork.Logits}'");
        if (!last.Sizes.AsSpan().SequenceEqual(logits))
            throw new InvalidDataException(
                $"has {string.Join(" × ", last.Sizes)} logits for {Sequences} sequences of {Steps} steps, and not the " +
                $"{string.Join(" × ", logits)} that its settings describe");

        InvalidDataException TooLarge(string when, double items, NodeProto node) => new(FormattableString.Invariant(
            $"needs memory for {items:G3} numbers {when}, at operator '{node.OpType}' ('{node.Name}'), far more than a ") +
            FormattableString.Invariant($"network of {weights} weights does"));
    }

    private static OnnxShape ShapeOf(TensorProto constant)
    {
        long[] sizes = [.. constant.Dims.Select(size => Math.Max(0, size))];
        bool areNumbers = constant.DataType == Int64 && constant.RawData.Length <= MostNumbers * sizeof(long);
        return new(
            sizes, areNumbers ? MemoryMarshal.Cast<byte, long>(constant.RawData.Span).ToArray() : null, IsFixed: true);
    }
}
