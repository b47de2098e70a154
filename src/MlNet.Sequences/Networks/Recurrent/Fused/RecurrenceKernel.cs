using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>
/// Runs a cell over a batch in one direction, forward and backward: four sequences at a time on each thread.
/// </summary>
internal abstract unsafe class RecurrenceKernel
{
    internal abstract int Gates { get; }

    internal abstract int Saved { get; }

    internal abstract bool AddsProducts { get; }

    internal abstract void PackForward(float* weights, int hidden, float* packed);

    internal abstract void PackBackward(float* weights, int hidden, float* packed);

    internal abstract void Forward(RecurrenceArguments arguments, PackedBatch batch, int threads);

    internal abstract void Backward(RecurrenceArguments arguments, PackedBatch batch, int threads);
}

/// <summary>The matrices that a recurrence reads and writes. Pointers refer to the direction's first value.</summary>
internal unsafe struct RecurrenceArguments
{
    internal int Hidden;
    internal bool IsReversed;

    /// <summary><c>[places, gates × hidden]</c>: the products with the input weights, bias included.</summary>
    internal float* Inputs;

    /// <summary>For each row of steps, its row of <see cref="Inputs"/>.</summary>
    internal int* Places;

    /// <summary>The recurrent weights, packed for the pass.</summary>
    internal float* Weights;

    /// <summary><c>[gates × hidden]</c>: the recurrent bias of a cell that gets its products separately.</summary>
    internal float* Bias;

    /// <summary><c>[rows, width]</c>.</summary>
    internal float* States;

    /// <summary>The distance between rows of <see cref="States"/> and <see cref="Gradients"/>.</summary>
    internal int Width;

    /// <summary><c>[rows, saved × hidden]</c>; null without a backward pass.</summary>
    internal float* Saved;

    /// <summary><c>[rows, width]</c>: the gradients with respect to the states.</summary>
    internal float* Gradients;
}

internal sealed unsafe class RecurrenceKernel<TSimd, TVector, TCell> : RecurrenceKernel
    where TSimd : ISimd<TVector>
    where TVector : struct
    where TCell : ICellKernel
{
    internal override int Gates => TCell.Gates;

    internal override int Saved => TCell.Saved;

    internal override bool AddsProducts => TCell.AddsProducts;

    // [gates × hidden, hidden] read as [hidden, gates × hidden]
    internal override void PackForward(float* weights, int hidden, float* packed) =>
        PackedMatrix<TSimd, TVector>.Pack(weights, 1, hidden, hidden, TCell.Gates * hidden, packed);

    internal override void PackBackward(float* weights, int hidden, float* packed) =>
        PackedMatrix<TSimd, TVector>.Pack(weights, hidden, 1, TCell.Gates * hidden, hidden, packed);

    internal override void Forward(RecurrenceArguments arguments, PackedBatch batch, int threads) =>
        ParallelWork.ForRanges(batch.Size, FourRows.Count, threads, (first, _) => ForwardFour(arguments, batch, first));

    internal override void Backward(RecurrenceArguments arguments, PackedBatch batch, int threads) =>
        ParallelWork.ForRanges(batch.Size, FourRows.Count, threads, (first, _) => BackwardFour(arguments, batch, first));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardFour(in RecurrenceArguments a, PackedBatch batch, int first)
    {
        int hidden = a.Hidden, gates = TCell.Gates * hidden, saved = TCell.Saved * hidden;
        int longest = Longest(batch, first);
        float* products = stackalloc float[FourRows.Count * gates];
        // Read and written for sequences that have ended or are absent.
        float* unused = stackalloc float[hidden + saved];
        new Span<float>(unused, hidden + saved).Clear();
        // Without a backward pass a step overwrites the previous step's saved activations.
        float* passing = stackalloc float[a.Saved == null ? FourRows.Count * saved : 1];
        if (a.Saved == null)
            new Span<float>(passing, FourRows.Count * saved).Clear();

        FourRows previous = default, state = default, start = default, input = default, previousSaved = default,
            stepSaved = default;
        for (int step = 0; step < longest; step++)
        {
            for (int i = 0; i < FourRows.Count; i++)
            {
                bool isActive = first + i < batch.Size && step < batch.Lengths[first + i];
                if (isActive)
                {
                    var (row, before) = Rows(a, batch, first + i, step);
                    input[i] = a.Inputs + ((long)a.Places[row] * gates);
                    previous[i] = a.States + ((long)before * a.Width);
                    state[i] = a.States + ((long)row * a.Width);
                    previousSaved[i] = a.Saved == null ? passing + (i * saved) : a.Saved + ((long)before * saved);
                    stepSaved[i] = a.Saved == null ? passing + (i * saved) : a.Saved + ((long)row * saved);
                }
                else
                {
                    input[i] = a.Inputs;
                    previous[i] = state[i] = unused;
                    previousSaved[i] = stepSaved[i] = unused + hidden;
                }

                start[i] = TCell.AddsProducts ? input[i] : a.Bias;
            }

            PackedMatrix<TSimd, TVector>.Multiply(a.Weights, hidden, gates, previous, start, products);
            for (int i = 0; i < FourRows.Count; i++)
            {
                if (state[i] != unused)
                    TCell.Forward<TSimd, TVector>(
                        hidden, products + (i * gates), input[i], previous[i], previousSaved[i], state[i], stepSaved[i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardFour(in RecurrenceArguments a, PackedBatch batch, int first)
    {
        int hidden = a.Hidden, gates = TCell.Gates * hidden, saved = TCell.Saved * hidden;
        int longest = Longest(batch, first);
        float* gradients = stackalloc float[FourRows.Count * hidden];
        float* carried = stackalloc float[FourRows.Count * hidden];
        new Span<float>(carried, FourRows.Count * hidden).Clear();
        float* zeros = stackalloc float[gates];
        new Span<float>(zeros, gates).Clear();

        FourRows later = default, start = default;
        int* rows = stackalloc int[FourRows.Count], befores = stackalloc int[FourRows.Count];
        for (int step = longest - 1; step >= 0; step--)
        {
            for (int i = 0; i < FourRows.Count; i++)
            {
                int length = first + i < batch.Size ? batch.Lengths[first + i] : 0;
                rows[i] = -1;
                if (step < length)
                    (rows[i], befores[i]) = Rows(a, batch, first + i, step);
                later[i] = step + 1 < length ? a.Saved + ((long)((2 * rows[i]) - befores[i]) * saved) : zeros;
                start[i] = step < length ? a.Gradients + ((long)rows[i] * a.Width) : zeros;
            }

            PackedMatrix<TSimd, TVector>.Multiply(a.Weights, gates, hidden, later, start, gradients);
            for (int i = 0; i < FourRows.Count; i++)
            {
                if (rows[i] < 0)
                    continue;
                TCell.Backward<TSimd, TVector>(
                    hidden, gradients + (i * hidden), a.States + ((long)rows[i] * a.Width),
                    a.States + ((long)befores[i] * a.Width),
                    a.Saved + ((long)befores[i] * saved), carried + (i * hidden), a.Saved + ((long)rows[i] * saved));
            }
        }
    }

    private static int Longest(PackedBatch batch, int first)
    {
        int longest = 0;
        for (int i = first; i < Math.Min(first + FourRows.Count, batch.Size); i++)
            longest = Math.Max(longest, batch.Lengths[i]);
        return longest;
    }

    // The row of the direction's step, and of the previous one.
    private static (int Row, int Before) Rows(in RecurrenceArguments a, PackedBatch batch, int sequence, int step)
    {
        int start = batch.Starts[sequence];
        if (!a.IsReversed)
            return (start + step, start + step - 1);
        int row = start + batch.Lengths[sequence] - 1 - step;
        return (row, row + 1);
    }
}
