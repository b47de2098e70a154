using System.Buffers.Binary;

namespace MlNet.Sequences;

/// <summary>
/// Reads which libstdc++ a shared library asks for, and makes changed copies: one that asks for a release less, one of another
/// name.
/// </summary>
/// <remarks>
/// TorchSharp's library is built by GCC 13, whose <c>iostream</c> header leaves a link-time marker behind: one undefined symbol,
/// <see cref="MarkerSymbol"/>, with a version that GCC 12's libstdc++ hasn't. No relocation refers to it, so nothing ever
/// calls it, yet the loader turns the whole file away for the version. ELF has a word for such a need: a weak one
/// (<c>VER_FLG_WEAK</c>), which the loader passes over when it can't be met. The mend sets that flag on the version and makes the
/// symbol weak too: two bytes. Everything is read through the program headers, as the loader does, and nothing is trusted:
/// a file that isn't exactly as described is refused.
/// </remarks>
internal static class ElfMend
{
    /// <summary>The symbol that GCC 13 leaves in every file which includes <c>iostream</c>.</summary>
    internal const string MarkerSymbol = "_ZSt21ios_base_library_initv";

    private const string GlibcxxPrefix = "GLIBCXX_";
    private const int WeakBinding = 2;       // STB_WEAK

    /// <summary>The same file with the marker and its version made weak.</summary>
    /// <exception cref="InvalidDataException">
    /// The bytes aren't such a library, have no marker, use the marker after all, or need its version for something else too.
    /// </exception>
    internal static byte[] Mend(ReadOnlySpan<byte> elf)
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

        byte[] mended = elf.ToArray();
        int info = image.SymbolInfoOffset(marker);
        mended[info] = (byte)((WeakBinding << 4) | (mended[info] & 0xF));
        BinaryPrimitives.WriteUInt16LittleEndian(mended.AsSpan(need.FlagsOffset), (ushort)(need.Flags | ElfVersionNeed.Weak));
        return mended;
    }

    /// <summary>
    /// The same library under another name of its own (<c>DT_SONAME</c>): the name of one that it needs, or the end of that.
    /// </summary>
    /// <exception cref="InvalidDataException">The bytes aren't such a library, or it needs none whose name ends so.</exception>
    internal static byte[] Rename(ReadOnlySpan<byte> elf, string name)
    {
        // A new string would need room in the string table; the end of one that is there needs none.
        var image = new ElfImage(elf);
        foreach ((string needed, ulong index) in image.NeededLibraries())
        {
            if (needed.EndsWith(name, StringComparison.Ordinal))
            {
                byte[] renamed = elf.ToArray();
                int at = image.OwnNameOffset() ?? throw new InvalidDataException("the library has no name of its own");
                BinaryPrimitives.WriteUInt64LittleEndian(renamed.AsSpan(at), index + (ulong)(needed.Length - name.Length));
                return renamed;
            }
        }

        throw new InvalidDataException($"the library needs none that is called {name}");
    }
}
