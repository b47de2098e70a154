namespace MlNet.Sequences;

/// <summary>
/// What a cell does with the products of a time step, in one sequence; the numbers of all hidden units stand side by side.
/// </summary>
/// <remarks>
/// "Memory" is what a step leaves for the steps beside it and for the backward pass, <see cref="Memory"/> numbers a hidden unit.
/// The backward pass puts the gradients by the products in its place.
/// </remarks>
internal unsafe interface ICellKernel
{
    /// <summary>The products of a step with the input weights, and with the recurrent weights, for a hidden unit.</summary>
    static abstract int Gates { get; }

    /// <summary>The numbers of the memory for a hidden unit.</summary>
    static abstract int Memory { get; }

    /// <summary>
    /// Whether a step's products with the two weights are just added; otherwise the cell gets those of the recurrent weights,
    /// with their bias, apart.
    /// </summary>
    static abstract bool AddsProducts { get; }

    /// <summary>The step's state and memory.</summary>
    /// <typeparam name="TSimd">The registers.</typeparam>
    /// <typeparam name="TVector">One of them.</typeparam>
    /// <param name="hidden">The hidden units.</param>
    /// <param name="products"><c>[gates × hidden]</c>: of the recurrent weights, where they are just added those of the input
    /// too.</param>
    /// <param name="input"><c>[gates × hidden]</c>: the products of the input weights.</param>
    /// <param name="formerState"><c>[hidden]</c>.</param>
    /// <param name="formerMemory">Of the step before.</param>
    /// <param name="state"><c>[hidden]</c>.</param>
    /// <param name="memory"><c>[memory × hidden]</c>.</param>
    static abstract void Forward<TSimd, TVector>(
        int hidden, float* products, float* input, float* formerState, float* formerMemory, float* state, float* memory)
        where TSimd : ISimd<TVector>
        where TVector : struct;

    /// <summary>The gradients by the products of a step, from that by its state.</summary>
    /// <typeparam name="TSimd">The registers.</typeparam>
    /// <typeparam name="TVector">One of them.</typeparam>
    /// <param name="hidden">The hidden units.</param>
    /// <param name="gradient"><c>[hidden]</c>: the gradient by the state, by way of all that reads it.</param>
    /// <param name="state"><c>[hidden]</c>.</param>
    /// <param name="formerState"><c>[hidden]</c>.</param>
    /// <param name="formerMemory">Of the step before.</param>
    /// <param name="carried">
    /// <c>[hidden]</c>: the gradient that goes from step to step beside the products. The next step's on entry, and the one for
    /// the step before on return; 0 behind the last step.
    /// </param>
    /// <param name="memory">On return, the gradients by the products: first those of the recurrent weights.</param>
    static abstract void Backward<TSimd, TVector>(
        int hidden, float* gradient, float* state, float* formerState, float* formerMemory, float* carried, float* memory)
        where TSimd : ISimd<TVector>
        where TVector : struct;
}
