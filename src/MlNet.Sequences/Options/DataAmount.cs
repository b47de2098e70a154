namespace MlNet.Sequences;

/// <summary>
/// What the number of training rows says about settings that the options leave open. Few rows need many epochs to be learned at
/// all, and more regularization to be learned for others than themselves. Chosen on validation rows: <c>small</c> of the
/// benchmarks measures them.
/// </summary>
/// <param name="Rows">The rows that each epoch trains on.</param>
internal readonly record struct DataAmount(long Rows)
{
    /// <summary>The steps that a fit should have, and those that it must have.</summary>
    internal const int GoodSteps = 1_500, LeastSteps = 150;

    internal const int SmallBatch = 16, LargeBatch = 32;

    // Up to here a small batch gives an epoch more steps than it costs time.
    internal const long RowsOfSmallBatch = 5_000;

    // Up to the one all settings are those for few rows, from the other on those for many.
    internal const long FewRows = 2_000, ManyRows = 20_000;

    internal int BatchSize => Rows <= RowsOfSmallBatch ? SmallBatch : LargeBatch;

    /// <summary>The epochs that make <see cref="GoodSteps"/>, or else what comes near.</summary>
    /// <param name="rowsInStep">The rows of a training step.</param>
    /// <param name="fewest">The epochs that many rows get.</param>
    /// <param name="most">The most to reach those steps with: more epochs over few rows learn them by heart.</param>
    internal int Epochs(long rowsInStep, int fewest, int most)
    {
        long stepsInEpoch = Math.Max(1, (Rows + rowsInStep - 1) / rowsInStep);
        return (int)Math.Max(EpochsOf(LeastSteps), Math.Clamp(EpochsOf(GoodSteps), fewest, most));

        long EpochsOf(long steps) => (steps + stepsInEpoch - 1) / stepsInEpoch;
    }

    /// <summary>A value between that for few rows and that for many, by the logarithm of the rows; a multiple of 0.01.</summary>
    internal double Between(double few, double many) => Math.Round(few + ((many - few) * Amount), 2);

    /// <summary>
    /// A learning rate between that for few rows and that for many, by the logarithms of both; a multiple of 0.0001.
    /// </summary>
    internal double Rate(double few, double many) => Math.Round(few * Math.Pow(many / few, Amount), 4);

    // 0 of few rows, 1 of many.
    private double Amount => Math.Clamp(Math.Log((double)Rows / FewRows) / Math.Log((double)ManyRows / FewRows), 0, 1);
}
