using System.Security.Cryptography;

namespace MlNet.Sequences;

/// <summary>Keeps patched copies of a file in a folder shared by a user's processes.</summary>
/// <remarks>
/// A copy is stored under the hash of the file that it was made from, so a new version of the original never meets an old copy.
/// It is written to a temporary name and then moved into place in one step: another process sees the whole file or none. A
/// process that has the old file mapped keeps it. An existing copy is compared byte for byte before it is used, because a full
/// disk or another program may have left something else. It is then loaded by name, so nobody else may be able to replace files
/// in the folder (see <see cref="FolderTrust"/>).
/// </remarks>
internal static class PatchedCopy
{
    /// <summary>
    /// The path of a file under <paramref name="root"/> with the content <paramref name="content"/>, written if it doesn't exist.
    /// </summary>
    /// <param name="root">The cache folder; created if it doesn't exist.</param>
    /// <param name="fileName">The file's name, which is kept: the loader identifies a library by it.</param>
    /// <param name="version">
    /// The version of the package that the original came from: a name for people who inspect the folder.
    /// </param>
    /// <param name="original">The bytes that the copy was made from; their hash is the key.</param>
    /// <param name="content">The bytes of the copy.</param>
    /// <exception cref="IOException">The folder can't be created or written to.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The folder may not be created or written to, or others may write to it.
    /// </exception>
    internal static string Ensure(
        string root, string fileName, string version, ReadOnlySpan<byte> original, ReadOnlySpan<byte> content)
    {
        string key = Convert.ToHexStringLower(SHA256.HashData(original))[..16];
        string folder = Path.Combine(root, $"{Path.GetFileNameWithoutExtension(fileName)}-{version}-{key}");
        CreatePrivateFolder(folder);
        folder = FolderTrust.Resolve(folder, out string? objection);
        string path = Path.Combine(folder, fileName);
        objection ??= FolderTrust.ObjectionToFile(path);
        if (objection is not null)
        {
            throw new UnauthorizedAccessException($"nothing may be loaded from '{root}', because {objection}");
        }

        if (Holds(path, content))
        {
            return path;
        }

        using var file = WholeFile.Create(path, "The copy", "Free space on the disk, or let this user write there.");
        file.Stream.Write(content);
        file.Commit();
        return path;
    }

    private static bool Holds(string path, ReadOnlySpan<byte> content)
    {
        try
        {
            return File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Code will be loaded from here: nobody else may put a file into it.
    private static void CreatePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
