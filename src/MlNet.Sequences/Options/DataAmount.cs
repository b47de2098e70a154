namespace MlNet.Sequences;

/// <summary>
/// Settings that the options leave open, chosen by the number of training rows. Few rows need many epochs to be learned at all,
/// and more regularization to generalize. Chosen on validation rows and measured by <c>small</c> of the benchmarks.
/// </summary>
/// <param name="Rows">The rows that each epoch trains on.</param>
internal readonly record struct DataAmount(long Rows)
{
    /// <summary>The number of steps that a fit should have, and that it must have.</summary>
    internal const int GoodSteps = 1_500, LeastSteps = 150;

    internal const int SmallBatch = 16, LargeBatch = 32;

    // Up to here, the additional steps of a small batch are worth its time.
    internal const long RowsOfSmallBatch = 5_000;

    // Up to the first, all settings are those for few rows; from the second on, those for many.
    internal const long FewRows = 2_000, ManyRows = 20_000;

    internal int BatchSize => Rows <= RowsOfSmallBatch ? SmallBatch : LargeBatch;

    /// <summary>The number of epochs that make <see cref="GoodSteps"/>, or come close.</summary>
    /// <param name="rowsInStep">The rows of a training step.</param>
    /// <param name="fewest">The epochs for many rows.</param>
    /// <param name="most">The most epochs to reach those steps: more epochs over few rows memorize them.</param>
    internal int Epochs(long rowsInStep, int fewest, int most)
    {
        long stepsInEpoch = Math.Max(1, (Rows + rowsInStep - 1) / rowsInStep);
        return (int)Math.Max(EpochsOf(LeastSteps), Math.Clamp(EpochsOf(GoodSteps), fewest, most));

        long EpochsOf(long steps) => (steps + stepsInEpoch - 1) / stepsInEpoch;
    }

    /// <summary>A value between those for few and many rows, by the logarithm of the rows; a multiple of 0.01.</summary>
    internal double Between(double few, double many) => Math.Round(few + ((many - few) * Amount), 2);

    /// <summary>
    /// A learning rate between those for few and many rows, by the logarithms of both; a multiple of 0.0001.
    /// </summary>
    internal double Rate(double few, double many) => Math.Round(few * Math.Pow(many / few, Amount), 4);

    // 0 for few rows, 1 for many.
    private double Amount => Math.Clamp(Math.Log((double)Rows / FewRows) / Math.Log((double)ManyRows / FewRows), 0, 1);
}
