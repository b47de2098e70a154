using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>A version of another library that a shared library requires.</summary>
internal sealed record ElfVersionNeed(string Name, int Index, ushort Flags, int FlagsOffset)
{
    /// <summary><c>VER_FLG_WEAK</c>: the loader ignores the version if it is not available.</summary>
    internal const ushort Weak = 0x2;
}

/// <summary>The tables of a shared library that the loader reads, with every access checked against the file's length.</summary>
internal readonly ref struct ElfImage
{
    // The tags of the dynamic section, by ELF's names: DT_PLTRELSZ and so on.
    private const ulong NeededLibrary = 1, LibraryName = 14, PltRelocationsSize = 2, StringTable = 5, SymbolTable = 6;
    private const ulong Relocations = 7, RelocationsSize = 8, StringTableSize = 10, PltRelocations = 23;
    private const ulong GnuHash = 0x6ffffef5, VersionSymbols = 0x6ffffff0;
    private const ulong VersionNeedTable = 0x6ffffffe, VersionNeedCount = 0x6fffffff;


    private const int SymbolSize = 24;           // sizeof(Elf64_Sym)
    private const int RelocationSize = 24;       // sizeof(Elf64_Rela)

    private readonly ReadOnlySpan<byte> _file;
    private readonly List<(ulong Address, ulong Offset, ulong Size)> _segments = [];
    private readonly Dictionary<ulong, ulong> _dynamic = [];
    private readonly ulong _dynamicEnd;

    internal ElfImage(ReadOnlySpan<byte> file)
    {
        _file = file;
        if (file.Length < 64 || !file.StartsWith("\u007fELF"u8) || file[4] != 2 || file[5] != 1)
        {
            throw new InvalidDataException("the file isn't a 64-bit little-endian ELF library");
        }

        ulong headers = UInt64(32);
        int headerSize = UInt16(54), headerCount = UInt16(56);
        ulong dynamicOffset = 0, dynamicSize = 0;
        for (int i = 0; i < headerCount; i++)
        {
            ulong header = headers + (ulong)(i * headerSize);
            uint type = UInt32(header);
            if (type == 1)          // PT_LOAD
            {
                _segments.Add((UInt64(header + 16), UInt64(header + 8), UInt64(header + 32)));
            }
            else if (type == 2)     // PT_DYNAMIC
            {
                (dynamicOffset, dynamicSize) = (UInt64(header + 8), UInt64(header + 32));
            }
        }

        DynamicOffset = (int)Math.Min(dynamicOffset, int.MaxValue);
        ulong at = dynamicOffset;
        for (; at - dynamicOffset < dynamicSize && UInt64(at) != 0; at += 16)
        {
            _dynamic[UInt64(at)] = UInt64(at + 8);
        }

        _dynamicEnd = at;

        if (_dynamic.Count == 0)
        {
            throw new InvalidDataException("the file has no dynamic section: it isn't a shared library");
        }
    }

    /// <summary>The file offsets of some tables, for tests that damage them.</summary>
    internal int VersionSymbolsOffset => checked((int)Table(VersionSymbols));

    internal int PltRelocationsOffset => checked((int)Table(PltRelocations));

    internal int DynamicOffset { get; }

    /// <summary>The libraries that this one needs, and the offsets of their names in the string table.</summary>
    internal List<(string Name, ulong Index)> NeededLibraries()
    {
        var needed = new List<(string, ulong)>();
        for (ulong at = (ulong)DynamicOffset; at < _dynamicEnd; at += 16)
        {
            if (UInt64(at) == NeededLibrary)
            {
                needed.Add((String((uint)UInt64(at + 8)), UInt64(at + 8)));
            }
        }

        return needed;
    }

    /// <summary>The file offset of the entry with the library's own name, or null if it has none.</summary>
    internal int? OwnNameOffset()
    {
        for (ulong at = (ulong)DynamicOffset; at < _dynamicEnd; at += 16)
        {
            if (UInt64(at) == LibraryName)
            {
                return checked((int)at + 8);
            }
        }

        return null;
    }

    /// <summary>The library's own name, or null if it has none.</summary>
    internal string? OwnName() => OwnNameOffset() is { } offset ? String((uint)UInt64((ulong)offset)) : null;

    internal List<ElfVersionNeed> VersionNeeds()
    {
        var needs = new List<ElfVersionNeed>();
        if (!_dynamic.ContainsKey(VersionNeedTable))
        {
            return needs;
        }

        ulong library = Table(VersionNeedTable);
        for (ulong i = 0; i < Entry(VersionNeedCount); i++)
        {
            ulong version = library + UInt32(library + 8);
            int count = UInt16(library + 2);
            for (int j = 0; j < count; j++)
            {
                if (needs.Count > ushort.MaxValue)
                {
                    // Indices are 16 bits wide: more entries are a loop in the table.
                    throw new InvalidDataException("the file's table of versions has no end");
                }

                needs.Add(new ElfVersionNeed(
                    String(UInt32(version + 8)), UInt16(version + 6), UInt16(version + 4), checked((int)version + 4)));
                uint next = UInt32(version + 12);
                if (next == 0)
                {
                    break;
                }

                version += next;
            }

            uint nextLibrary = UInt32(library + 12);
            if (nextLibrary == 0)
            {
                break;
            }

            library += nextLibrary;
        }

        return needs;
    }

    internal int? FindUndefinedSymbol(string name)
    {
        for (int symbol = 1; symbol < UndefinedCount(); symbol++)
        {
            if (IsUndefined(symbol) && Name(symbol) == name)
            {
                return symbol;
            }
        }

        return null;
    }

    internal string? UndefinedSymbolWithVersion(int versionIndex, int except)
    {
        for (int symbol = 1; symbol < UndefinedCount(); symbol++)
        {
            if (symbol != except && IsUndefined(symbol) && VersionIndex(symbol) == versionIndex)
            {
                return Name(symbol);
            }
        }

        return null;
    }

    internal bool IsRelocated(int symbol)
        => AnyRelocation(Relocations, RelocationsSize, symbol) || AnyRelocation(PltRelocations, PltRelocationsSize, symbol);

    // The top bit says "hidden", the rest is the index.
    internal int VersionIndex(int symbol) => UInt16(Table(VersionSymbols) + (ulong)(symbol * 2)) & 0x7fff;

    internal int SymbolInfoOffset(int symbol)
    {
        ulong offset = Symbol(symbol) + 4;
        _ = Slice(offset, 1);
        return (int)offset;
    }

    // The GNU hash table lists only defined symbols, after the undefined ones.
    private int UndefinedCount()
    {
        uint first = UInt32(Table(GnuHash) + 4);
        return first <= _file.Length / SymbolSize
            ? (int)first
            : throw new InvalidDataException("the file's hash table starts at a symbol beyond its end");
    }

    private ulong Symbol(int symbol) => Table(SymbolTable) + (ulong)symbol * SymbolSize;

    private string Name(int symbol) => String(UInt32(Symbol(symbol)));

    private bool IsUndefined(int symbol) => UInt16(Symbol(symbol) + 6) == 0;

    private bool AnyRelocation(ulong table, ulong size, int symbol)
    {
        if (!_dynamic.ContainsKey(table))
        {
            return false;
        }

        ulong start = Table(table), length = Entry(size);
        for (ulong at = 0; at < length; at += RelocationSize)
        {
            if (UInt64(start + at + 8) >> 32 == (ulong)symbol)
            {
                return true;
            }
        }

        return false;
    }

    private string String(uint index)
    {
        ulong size = Entry(StringTableSize);
        if (index >= size)
        {
            throw new InvalidDataException("a name lies beyond the end of the file's string table");
        }

        ReadOnlySpan<byte> rest = Slice(Table(StringTable) + index, size - index);
        int end = rest.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]);
    }

    private ulong Entry(ulong tag) => _dynamic.TryGetValue(tag, out ulong value)
        ? value
        : throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"the file's dynamic section has no entry 0x{tag:x}"));

    // The dynamic section holds addresses; the segments map them to the file.
    private ulong Table(ulong tag)
    {
        ulong address = Entry(tag);
        foreach ((ulong start, ulong offset, ulong size) in _segments)
        {
            if (address >= start && address - start < size)
            {
                return offset + (address - start);
            }
        }

        throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"the address 0x{address:x} lies in no segment of the file"));
    }

    private ushort UInt16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, 2));

    private uint UInt32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, 4));

    private ulong UInt64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(offset, 8));

    private ReadOnlySpan<byte> Slice(ulong offset, ulong length)
    {
        ulong size = (ulong)_file.Length;
        return offset <= size && length <= size - offset
            ? _file.Slice((int)offset, (int)length)
            : throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture, $"the file ends at {size} bytes, before a table at offset {offset}"));
    }
}
