using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>
/// The LSTM (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), gates in PyTorch's order: input, forget,
/// candidate, output. It saves the four gates and the cell.
/// </summary>
internal readonly unsafe struct LstmKernel : ICellKernel
{
    public static int Gates => 4;

    public static int Saved => 5;

    public static bool AddsProducts => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<TSimd, TVector>(
        int hidden, float* products, float* input, float* previousState, float* previousSaved, float* state, float* saved)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        for (int j = 0; j < hidden; j += TSimd.Lanes)
        {
            var inputGate = Activation<TSimd, TVector>.Sigmoid(TSimd.Load(products + j));
            var forgetGate = Activation<TSimd, TVector>.Sigmoid(TSimd.Load(products + hidden + j));
            var candidate = Activation<TSimd, TVector>.Tanh(TSimd.Load(products + (2 * hidden) + j));
            var outputGate = Activation<TSimd, TVector>.Sigmoid(TSimd.Load(products + (3 * hidden) + j));
            var previousCell = TSimd.Load(previousSaved + (4 * hidden) + j);
            var cell = TSimd.MultiplyAdd(forgetGate, previousCell, TSimd.Multiply(inputGate, candidate));
            TSimd.Store(inputGate, saved + j);
            TSimd.Store(forgetGate, saved + hidden + j);
            TSimd.Store(candidate, saved + (2 * hidden) + j);
            TSimd.Store(outputGate, saved + (3 * hidden) + j);
            TSimd.Store(cell, saved + (4 * hidden) + j);
            TSimd.Store(TSimd.Multiply(outputGate, Activation<TSimd, TVector>.Tanh(cell)), state + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<TSimd, TVector>(
        int hidden, float* gradient, float* state, float* previousState, float* previousSaved, float* carried, float* saved)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        var one = TSimd.All(1);
        for (int j = 0; j < hidden; j += TSimd.Lanes)
        {
            var inputGate = TSimd.Load(saved + j);
            var forgetGate = TSimd.Load(saved + hidden + j);
            var candidate = TSimd.Load(saved + (2 * hidden) + j);
            var outputGate = TSimd.Load(saved + (3 * hidden) + j);
            var cell = Activation<TSimd, TVector>.Tanh(TSimd.Load(saved + (4 * hidden) + j));
            var previousCell = TSimd.Load(previousSaved + (4 * hidden) + j);
            var byState = TSimd.Load(gradient + j);

            // state = output × tanh(cell)
            var byTanh = TSimd.Multiply(byState, outputGate);
            var byCell = TSimd.Add(
                TSimd.Load(carried + j),
                TSimd.MultiplyAdd(TSimd.Multiply(byTanh, TSimd.Multiply(cell, cell)), TSimd.All(-1), byTanh));
            TSimd.Store(TSimd.Multiply(byCell, forgetGate), carried + j);

            // The sigmoid's derivative is s (1 - s), the hyperbolic tangent's 1 - t².
            TSimd.Store(Slope<TSimd, TVector>(TSimd.Multiply(byCell, candidate), inputGate, one), saved + j);
            TSimd.Store(Slope<TSimd, TVector>(TSimd.Multiply(byCell, previousCell), forgetGate, one), saved + hidden + j);
            var byCandidate = TSimd.Multiply(byCell, inputGate);
            TSimd.Store(
                TSimd.Subtract(byCandidate, TSimd.Multiply(byCandidate, TSimd.Multiply(candidate, candidate))),
                saved + (2 * hidden) + j);
            TSimd.Store(Slope<TSimd, TVector>(TSimd.Multiply(byState, cell), outputGate, one), saved + (3 * hidden) + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Slope<TSimd, TVector>(TVector gradient, TVector gate, TVector one)
        where TSimd : ISimd<TVector>
        where TVector : struct =>
        TSimd.Multiply(TSimd.Multiply(gradient, gate), TSimd.Subtract(one, gate));
}
