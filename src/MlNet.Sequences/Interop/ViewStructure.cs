using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// What a chain of ML.NET's views does with the rows of files: the steps as ML.NET saves them, and the files' names. Chains of
/// the same structure return the same rows while the files stay the same.
/// </summary>
internal static class ViewStructure
{
    // A view inside a step (MapValue's), which ML.NET writes in different bytes each time.
    private const string ViewExtension = ".idv";

    /// <summary>
    /// The SHA-256 of the structure; null if it can't be known: a step can't be saved, or is saved in different bytes each time,
    /// or the rows are not read from named files.
    /// </summary>
    internal static string? DigestOf(IHostEnvironment environment, IDataView view)
    {
        var steps = new List<ICanSaveModel>();
        var root = view;
        for (; root is IDataTransform step; root = step.Source)
            steps.Add(step);
        if (root is not ILegacyDataLoader loader || FilesOf(loader) is not { } files)
            return null;
        steps.Add(loader);
        return Save(environment, steps) is { } saved ? Digest(saved, files) : null;
    }

    // A loader does not expose its files; it keeps them in a field.
    private static string[]? FilesOf(ILegacyDataLoader loader)
    {
        var fields = loader.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        if (fields.Select(field => field.GetValue(loader)).OfType<IMultiStreamSource>().FirstOrDefault() is not { } source)
            return null;
        string?[] paths = [.. Enumerable.Range(0, source.Count).Select(source.GetPathOrNull)];
        return paths.All(path => path is not null) ? [.. paths.Select(path => Path.GetFullPath(path!))] : null;
    }

    private static MemoryStream? Save(IHostEnvironment environment, List<ICanSaveModel> steps)
    {
        var memory = new MemoryStream();
        try
        {
            using var repository = RepositoryWriter.CreateNew(memory, environment, useFileSystem: false);
            for (int i = 0; i < steps.Count; i++)
                ModelSaveContext.SaveModel(repository, steps[i], FormattableString.Invariant($"Step{i}"));
            repository.Commit();
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return null; // a lambda, for example; then the rows themselves are compared
        }

        memory.Position = 0;
        return memory;
    }

    private static string? Digest(MemoryStream saved, string[] files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
            AddText(file);
        using var archive = new ZipArchive(saved, ZipArchiveMode.Read);
        if (archive.Entries.Any(entry => entry.FullName.EndsWith(ViewExtension, StringComparison.Ordinal)))
            return null;
        foreach (var entry in archive.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            AddText(entry.FullName);
            using var content = entry.Open();
            hash.AppendData(SHA256.HashData(content));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void AddText(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
