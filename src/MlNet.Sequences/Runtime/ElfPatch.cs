using System.Buffers.Binary;

namespace MlNet.Sequences;

/// <summary>
/// Reads which libstdc++ a shared library requires, and makes patched copies: one that requires an earlier release, one with
/// another name.
/// </summary>
/// <remarks>
/// TorchSharp's library is built by GCC 13, whose <c>iostream</c> header leaves a link-time marker: one undefined symbol, <see
/// cref="MarkerSymbol"/>, with a version that GCC 12's libstdc++ lacks. No relocation refers to it, so nothing ever calls it, yet
/// the loader rejects the whole file because of the version. ELF can mark such a requirement as weak (<c>VER_FLG_WEAK</c>): the
/// loader ignores it if it can't be met. The patch sets that flag on the version and makes the symbol weak too: two bytes.
/// Everything is read through the program headers, as the loader does, and nothing is trusted: a file that isn't exactly as
/// described is rejected.
/// </remarks>
internal static class ElfPatch
{
    /// <summary>The symbol that GCC 13 leaves in every file which includes <c>iostream</c>.</summary>
    internal const string MarkerSymbol = "_ZSt21ios_base_library_initv";

    private const string GlibcxxPrefix = "GLIBCXX_";
    private const int WeakBinding = 2;       // STB_WEAK

    /// <summary>The same file with the marker and its version made weak.</summary>
    /// <exception cref="InvalidDataException">
    /// The bytes aren't such a library, have no marker, do use the marker, or need its version for something else.
    /// </exception>
    internal static byte[] Apply(ReadOnlySpan<byte> elf)
    {
        var image = new ElfImage(elf);
        int marker = image.FindUndefinedSymbol(MarkerSymbol)
            ?? throw new InvalidDataException($"the file has no undefined symbol {MarkerSymbol}");
        if (image.IsRelocated(marker))
        {
            throw new InvalidDataException(
                $"the file uses the symbol {MarkerSymbol}: it can't do without a libstdc++ that has it");
        }

        int versionIndex = image.VersionIndex(marker);
        ElfVersionNeed? need = null;
        foreach (ElfVersionNeed candidate in image.VersionNeeds())
        {
            if (candidate.Index == versionIndex)
            {
                need = candidate;
            }
        }

        if (need is null || !need.Name.StartsWith(GlibcxxPrefix, StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"the symbol {MarkerSymbol} has the version {need?.Name ?? "none"}, not one of libstdc++");
        }

        if (image.UndefinedSymbolWithVersion(versionIndex, except: marker) is { } other)
        {
            throw new InvalidDataException($"{need.Name} is needed by the symbol {other} as well");
        }

        byte[] patched = elf.ToArray();
        int info = image.SymbolInfoOffset(marker);
        patched[info] = (byte)((WeakBinding << 4) | (patched[info] & 0xF));
        BinaryPrimitives.WriteUInt16LittleEndian(patched.AsSpan(need.FlagsOffset), (ushort)(need.Flags | ElfVersionNeed.Weak));
        return patched;
    }

    /// <summary>
    /// The same library under another name (<c>DT_SONAME</c>): the name of a library that it needs, or the end of that name.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// The bytes aren't such a library, or it needs no library whose name ends this way.
    /// </exception>
    internal static byte[] Rename(ReadOnlySpan<byte> elf, string name)
    {
        // A new string would need room in the string table; the end of an existing one does not.
        var image = new ElfImage(elf);
        foreach ((string needed, ulong index) in image.NeededLibraries())
        {
            if (needed.EndsWith(name, StringComparison.Ordinal))
            {
                byte[] renamed = elf.ToArray();
                int at = image.OwnNameOffset() ?? throw new InvalidDataException("the library has no name");
                BinaryPrimitives.WriteUInt64LittleEndian(renamed.AsSpan(at), index + (ulong)(needed.Length - name.Length));
                return renamed;
            }
        }

        throw new InvalidDataException($"the library needs none with the name {name}");
    }
}
