namespace MlNet.Sequences.Serving;

/// <summary>A model to serve: its name, its version and its file.</summary>
/// <param name="Name">The name in URLs: letters, digits, '-', '_' and '.', starting with a letter or digit.</param>
/// <param name="Path">The file, saved by <c>mlContext.Model.Save</c>.</param>
/// <param name="Version">The version in URLs, a number above 0. Without a version, requests get the greatest one.</param>
public sealed record ModelLocation(string Name, string Path, int Version = 1);
