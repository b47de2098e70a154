using System.Text;
using MlNet.Sequences.Onnx;

namespace MlNet.Sequences;

/// <summary>
/// The shapes of an operator's outputs, of the operators that <see cref="OnnxFileRules"/> allows. Where ONNX Runtime would refuse
/// the inputs, any shape will do; otherwise none is smaller than the real one.
/// </summary>
internal static class OnnxShapes
{
    /// <returns>The sizes of the outputs, as many as may be asked for, and the numbers of the first if it is a shape.</returns>
    /// <exception cref="InvalidDataException">A shape depends on numbers that are not those of other shapes.</exception>
    internal static (long[][] Outputs, long[]? Numbers) Of(NodeProto node, IReadOnlyList<OnnxShape?> inputs)
    {
        var first = Input(0);
        switch (node.OpType)
        {
            case "Cast" or "Identity":
                return ([first.Sizes], first.Numbers);
            case "Add" or "And" or "Div" or "Equal" or "Greater" or "Less" or "Max" or "Mod" or "Mul" or "Sub" or "Where":
                return ([inputs.OfType<OnnxShape>().Select(input => input.Sizes).Aggregate(Broadcast)], null);
            case "MatMul" or "MatMulInteger":
                return ([Product(first.Sizes, Input(1).Sizes)], null);
            case "Shape":
                return ([[first.Rank]], first.Sizes);
            case "Gather":
                return ([Gathered(first, Input(1), out long[]? gathered)], gathered);
            case "GatherElements":
                return ([Input(1).Sizes], null);
            case "Concat":
                return ([Joined(out long[]? joined)], joined);
            case "Slice":
                return ([Sliced(first, Numbers(1), Numbers(2), Numbers(3), Numbers(4), out long[]? sliced)], sliced);
            case "Expand":
                return ([Broadcast(first.Sizes, Known(1))], null);
            case "Range":
                return ([[Known(1) is [var count] ? Math.Max(0, count) : throw Unknown()]], null);
            case "Reshape":
                return ([Reshaped(first, Known(1))], first.Numbers);
            case "Pad":
                return ([Padded(first.Sizes, Known(1))], null);
            case "TopK":
                int axis = AxisOf(first, -1);
                long kept = Numbers(1) is [var most] ? Math.Clamp(most, 0, first.Sizes[axis]) : first.Sizes[axis];
                return ([first.With(axis, kept), first.With(axis, kept)], null);
            case "Transpose":
                var order = Attribute("perm")?.Ints.ToArray() ?? [.. Enumerable.Range(0, first.Rank).Reverse()];
                return (
                    [[.. order.Select(from => first.Axis(from) is >= 0 and var i ? first.Sizes[i] : throw NoAxis(from))]], null);
            case "Unsqueeze":
                return ([WithAxes(first.Sizes, Known(1))], first.Numbers);
            case "ArgMax":
                return ([Reduced(first, [Attribute("axis")?.I ?? 0])], null);
            case "ReduceMax" or "ReduceSum":
                return ([Reduced(first, Attribute("axes")?.Ints.ToArray() ?? (inputs.Count > 1 ? Known(1) : []))], null);
            case "LSTM" or "GRU" or "RNN":
                long hidden = Math.Max(0, Attribute("hidden_size")?.I ?? throw Unknown());
                long directions = Attribute("direction")?.S.ToString(Encoding.UTF8) == "bidirectional" ? 2 : 1;
                if (first.Rank != 3)
                    throw Unknown();
                long[] last = [directions, first.Sizes[1], hidden];
                return ([[first.Sizes[0], .. last], last, last], null);
            case "DynamicQuantizeLinear":
                return ([first.Sizes, [], []], null);
            default: // of the items one by one, or along an axis
                return ([.. Enumerable.Repeat(first.Sizes, Math.Max(1, node.Output.Count))], null);
        }

        OnnxShape Input(int index) => index < inputs.Count && inputs[index] is { } shape ? shape : throw Unknown();

        long[]? Numbers(int index) => index < inputs.Count ? inputs[index]?.Numbers : null;

        long[] Known(int index) => Numbers(index) ?? throw Unknown();

        AttributeProto? Attribute(string name) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name);

        int AxisOf(OnnxShape shape, long otherwise)
        {
            long axis = Attribute("axis")?.I ?? otherwise;
            return shape.Axis(axis) is >= 0 and var index ? index : throw NoAxis(axis);
        }

        long[] Gathered(OnnxShape data, OnnxShape indices, out long[]? numbers)
        {
            int axis = AxisOf(data, 0);
            numbers = data.Numbers is { } all && indices.Numbers is { } places
                && places.All(place => place >= -all.Length && place < all.Length)
                ? [.. places.Select(place => all[place < 0 ? place + all.Length : place])]
                : null;
            return [.. data.Sizes[..axis], .. indices.Sizes, .. data.Sizes[(axis + 1)..]];
        }

        long[] Joined(out long[]? numbers)
        {
            int axis = AxisOf(first, 0);
            var parts = inputs.Select((_, i) => Input(i)).ToArray();
            numbers = parts.All(part => part.Numbers is not null) ? [.. parts.SelectMany(part => part.Numbers!)] : null;
            return first.With(axis, parts.Sum(part => axis < part.Rank ? part.Sizes[axis] : throw Unknown()));
        }

        long[] Reduced(OnnxShape shape, long[] axes)
        {
            var reduced = axes.Select(axis => shape.Axis(axis)).ToHashSet();
            if (axes.Length == 0)
                reduced = [.. Enumerable.Range(0, shape.Rank)];
            return Attribute("keepdims")?.I == 0
                ? [.. shape.Sizes.Where((_, i) => !reduced.Contains(i))]
                : [.. shape.Sizes.Select((size, i) => reduced.Contains(i) ? 1 : size)];
        }

        InvalidDataException Unknown() => new(
            $"has the operator '{node.OpType}' ('{node.Name}') with a shape that can't be determined");

        InvalidDataException NoAxis(long axis) => new(FormattableString.Invariant(
            $"has the operator '{node.OpType}' ('{node.Name}') with an axis {axis} that its input does not have"));
    }

    private static long[] Broadcast(long[] one, long[] other)
    {
        if (one.Length < other.Length)
            (one, other) = (other, one);
        int more = one.Length - other.Length;
        return [.. one.Select((size, i) => i < more ? size : size == 1 ? other[i - more] : other[i - more] == 1 ? size
            : Math.Max(size, other[i - more]))];
    }

    private static long[] Product(long[] one, long[] other)
    {
        long[] rows = one.Length > 1 ? [one[^2]] : [], columns = other.Length > 1 ? [other[^1]] : [];
        return [.. Broadcast(one[..Math.Max(0, one.Length - 2)], other[..Math.Max(0, other.Length - 2)]), .. rows, .. columns];
    }

    private static long[] Sliced(
        OnnxShape shape, long[]? from, long[]? to, long[]? axes, long[]? steps, out long[]? numbers)
    {
        numbers = null;
        long[] sizes = [.. shape.Sizes];
        for (int i = 0; from is not null && to is not null && i < Math.Min(from.Length, to.Length); i++)
        {
            int axis = axes is null ? i : i < axes.Length ? shape.Axis(axes[i]) : -1;
            long step = steps is null ? 1 : i < steps.Length ? steps[i] : 0;
            if (axis < 0 || axis >= sizes.Length || step < 1)
                continue;
            long size = shape.Sizes[axis], start = Place(from[i], size), end = Place(to[i], size);
            sizes[axis] = Math.Max(0, (end - start + step - 1) / step);
            if (shape.Rank == 1 && step == 1)
                numbers = shape.Numbers?[(int)start..(int)Math.Max(start, end)];
        }

        return sizes;

        static long Place(long index, long size) => Math.Clamp(index < 0 ? index + size : index, 0, size);
    }

    private static long[] Reshaped(OnnxShape shape, long[] wanted)
    {
        long[] sizes = [.. wanted.Select((size, i) => size == 0 && i < shape.Rank ? shape.Sizes[i] : Math.Max(-1, size))];
        double known = sizes.Where(size => size >= 0).Aggregate(1.0, (items, size) => items * size);
        return [.. sizes.Select(size => size >= 0 ? size : known == 0 ? 0 : (long)Math.Ceiling(shape.Items / known))];
    }

    private static long[] Padded(long[] sizes, long[] pads) =>
        [.. sizes.Select((size, i) => size + pads.Where((_, place) => place % Math.Max(1, pads.Length / 2) == i).Sum())];

    private static long[] WithAxes(long[] sizes, long[] axes)
    {
        var added = axes.Select(axis => axis < 0 ? axis + sizes.Length + axes.Length : axis).ToHashSet();
        var rest = new Queue<long>(sizes);
        return [.. Enumerable.Range(0, sizes.Length + axes.Length).Select(
            axis => added.Contains(axis) || rest.Count == 0 ? 1 : rest.Dequeue())];
    }
}
