namespace MlNet.Sequences;

/// <summary>The input column of an estimator with one output column.</summary>
internal static class InputColumn
{
    /// <summary>The input column's name, after both names are checked: an omitted input has the output's name.</summary>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    internal static string NameOf(string outputColumnName, string? inputColumnName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        inputColumnName ??= outputColumnName;
        ArgumentException.ThrowIfNullOrWhiteSpace(inputColumnName);
        return inputColumnName;
    }
}
