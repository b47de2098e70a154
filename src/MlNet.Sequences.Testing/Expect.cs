namespace MlNet.Sequences.Testing;

/// <summary>Assertions for rules, independent of the test framework.</summary>
internal static class Expect
{
    internal static void IsTrue(bool condition, string rule)
    {
        if (!condition)
            throw new ExpectationException($"Expected: {rule}.");
    }

    internal static void AreEqual<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new ExpectationException($"Expected {what}:\n{expected}\nReceived:\n{actual}");
    }

    internal static void RowsAreEqual(IReadOnlyList<string> expected, IReadOnlyList<string> actual, string what)
    {
        AreEqual(expected.Count, actual.Count, $"the number of {what}");
        for (int i = 0; i < expected.Count; i++)
            AreEqual(expected[i], actual[i], $"{what}, row {i}");
    }

    internal static void AreClose(float[] expected, float[] actual, double tolerance, string what)
    {
        AreEqual(expected.Length, actual.Length, $"the number of {what}");
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
                throw new ExpectationException(FormattableString.Invariant(
                    $"Expected {what} within {tolerance} of {expected[i]:R}; received {actual[i]:R}."));
        }
    }

    /// <summary>The action must throw an exception of exactly this type.</summary>
    internal static TException Throws<TException>(Action action, string what)
        where TException : Exception
    {
        var thrown = Throws(action, what);
        return thrown.GetType() == typeof(TException) ? (TException)thrown : throw new ExpectationException(
            $"Expected {what} to throw {typeof(TException).Name}; it threw {thrown.GetType().Name}: {thrown.Message}");
    }

    /// <summary>The action must throw an exception.</summary>
    internal static Exception Throws(Action action, string what)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Any exception is expected, and returned to the caller.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            return thrown;
        }

        throw new ExpectationException($"Expected {what} to throw an exception; it threw none.");
    }
}
