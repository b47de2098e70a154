namespace MlNet.Sequences;

/// <summary>A text on disk that belongs to a class.</summary>
/// <param name="Class">The key of its class, counted from 1 as ML.NET does.</param>
/// <param name="Id">Its path from the root folder on, with '/' between the parts.</param>
/// <param name="Path">Where to read it.</param>
internal sealed record TextFile(uint Class, string Id, string Path);
