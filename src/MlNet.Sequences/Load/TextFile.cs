namespace MlNet.Sequences;

/// <summary>A text on disk that belongs to a class.</summary>
/// <param name="Class">The key of its class, counted from 1 as ML.NET does.</param>
/// <param name="Id">Its path relative to the root folder, separated by '/'.</param>
/// <param name="Path">The path to read it from.</param>
internal sealed record TextFile(uint Class, string Id, string Path);
