namespace MlNet.Sequences;

/// <summary>
/// What a cell does with the products of a time step, in one sequence; values of all hidden units are contiguous.
/// </summary>
/// <remarks>
/// A step saves <see cref="Saved"/> values per hidden unit for the steps next to it and for the backward pass, which replaces
/// them with the gradients with respect to the products.
/// </remarks>
internal unsafe interface ICellKernel
{
    /// <summary>
    /// The number of products per hidden unit of a step with the input weights, and with the recurrent weights.
    /// </summary>
    static abstract int Gates { get; }

    /// <summary>The number of saved values per hidden unit.</summary>
    static abstract int Saved { get; }

    /// <summary>
    /// Whether a step's two products are simply added; otherwise the cell gets those of the recurrent weights, with their bias,
    /// separately.
    /// </summary>
    static abstract bool AddsProducts { get; }

    /// <summary>Computes the step's state and saved activations.</summary>
    /// <typeparam name="TSimd">The operations on registers.</typeparam>
    /// <typeparam name="TVector">A register.</typeparam>
    /// <param name="hidden">The number of hidden units.</param>
    /// <param name="products">
    /// <c>[gates × hidden]</c>: of the recurrent weights, with those of the input added where the cell adds them.
    /// </param>
    /// <param name="input"><c>[gates × hidden]</c>: the products of the input weights.</param>
    /// <param name="previousState"><c>[hidden]</c>.</param>
    /// <param name="previousSaved">Saved by the previous step.</param>
    /// <param name="state"><c>[hidden]</c>.</param>
    /// <param name="saved"><c>[saved × hidden]</c>.</param>
    static abstract void Forward<TSimd, TVector>(
        int hidden, float* products, float* input, float* previousState, float* previousSaved, float* state, float* saved)
        where TSimd : ISimd<TVector>
        where TVector : struct;

    /// <summary>Computes the gradients with respect to a step's products from the one with respect to its state.</summary>
    /// <typeparam name="TSimd">The operations on registers.</typeparam>
    /// <typeparam name="TVector">A register.</typeparam>
    /// <param name="hidden">The number of hidden units.</param>
    /// <param name="gradient"><c>[hidden]</c>: the gradient with respect to the state, through everything that reads it.</param>
    /// <param name="state"><c>[hidden]</c>.</param>
    /// <param name="previousState"><c>[hidden]</c>.</param>
    /// <param name="previousSaved">Saved by the previous step.</param>
    /// <param name="carried">
    /// <c>[hidden]</c>: the gradient that passes from step to step outside the products. On entry the next step's, on return the
    /// previous step's; 0 at the last step.
    /// </param>
    /// <param name="saved">On return, the gradients with respect to the products: first those of the recurrent weights.</param>
    static abstract void Backward<TSimd, TVector>(
        int hidden, float* gradient, float* state, float* previousState, float* previousSaved, float* carried, float* saved)
        where TSimd : ISimd<TVector>
        where TVector : struct;
}
