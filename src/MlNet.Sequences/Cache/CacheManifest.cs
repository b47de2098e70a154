namespace MlNet.Sequences;

/// <summary>What a cache says of itself, in JSON.</summary>
/// <param name="Inputs">What it was made of.</param>
/// <param name="Columns">The columns that it holds.</param>
/// <param name="Rows">The rows of all blocks.</param>
/// <param name="Blocks">The number of blocks.</param>
internal sealed record CacheManifest(CacheInputs Inputs, IReadOnlyList<CachedColumn> Columns, long Rows, int Blocks);

/// <summary>A column of a cache.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as ML.NET writes it.</param>
internal sealed record CachedColumn(string Name, string Type);
