namespace MlNet.Sequences;

/// <summary>A cache's description, in JSON.</summary>
/// <param name="Inputs">What it was made from.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">The rows of all blocks.</param>
/// <param name="Blocks">The number of blocks.</param>
internal sealed record CacheManifest(CacheInputs Inputs, IReadOnlyList<CachedColumn> Columns, long Rows, int Blocks);

/// <summary>A column of a cache.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type as written by ML.NET.</param>
internal sealed record CachedColumn(string Name, string Type);
