namespace MlNet.Sequences;

/// <summary>The rules of options that gather rows, one for each time step, to sequences.</summary>
internal static class StepColumnRules
{
    private const string Inputs = nameof(CollectSequencesOptions.InputColumnNames),
        Kept = nameof(CollectSequencesOptions.KeptColumnNames);

    /// <summary>Adds the violations of the columns to read and to keep, and of names that are made twice.</summary>
    /// <param name="violations">Receives the violations.</param>
    /// <param name="inputs">The columns with the numbers of a step.</param>
    /// <param name="kept">The columns to keep.</param>
    /// <param name="others">The other columns of the result; null for none.</param>
    internal static void AddViolations(
        OptionViolations violations, IList<string> inputs, IList<string> kept, params string?[] others)
    {
        if (inputs.Count == 0)
            violations.Add(
                Inputs, $"must have at least one column", "none", $"name the columns with the numbers of a step");
        foreach (string name in inputs)
            violations.Name(Inputs, name);
        foreach (string name in kept)
            violations.Name(Kept, name);
        var made = others.OfType<string>().Concat(kept);
        if (made.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice)
            violations.AddRule($"The columns of the result must have different names", twice, $"rename or leave out one of them");
    }
}
