namespace MlNet.Sequences.Notebooks;

/// <summary>What a cell can call beside its own. Public, since scripts see no other types.</summary>
public sealed class CellGlobals
{
    private readonly List<CellOutput> _shown;

    internal CellGlobals(List<CellOutput> shown) => _shown = shown;

#pragma warning disable IDE1006 // The name that the kernel gives it.
    /// <summary>Shows a value: what knows its HTML by that, sequences line by line, all else by its text.</summary>
    public void display(object value) => _shown.Add(CellOutput.Of(value));
#pragma warning restore IDE1006
}
