using System.Buffers.Binary;
using System.Text;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ElfPatchTests
{
    [TestMethod]
    public void TorchSharps_library_asks_for_GCC_13_and_its_patched_copy_for_GCC_12()
    {
        byte[] original = TorchSharpLibrary.Read();

        Assert.AreEqual(new Version(3, 4, 32), HighestGlibcxx(original));
        Assert.AreEqual(new Version(3, 4, 30), HighestGlibcxx(ElfPatch.Apply(original)));
    }

    [TestMethod]
    public void The_mend_changes_two_bytes_and_leaves_the_original_alone()
    {
        byte[] original = TorchSharpLibrary.Read();
        byte[] before = [.. original];

        byte[] patched = ElfPatch.Apply(original);

        CollectionAssert.AreEqual(before, original);
        Assert.HasCount(original.Length, patched);
        Assert.AreEqual(2, original.Zip(patched).Count(pair => pair.First != pair.Second));
    }

    [TestMethod]
    public void Patching_a_patched_copy_changes_nothing()
    {
        byte[] patched = ElfPatch.Apply(TorchSharpLibrary.Read());

        CollectionAssert.AreEqual(patched, ElfPatch.Apply(patched));
    }

    [TestMethod]
    public void A_file_without_the_marker_is_refused()
    {
        byte[] elf = TorchSharpLibrary.Read();
        Replace(elf, ElfPatch.MarkerSymbol, "_ZSt21ios_base_library_inutv");

        StringAssert.Contains(Refusal(elf), "has no undefined symbol");
    }

    [TestMethod]
    public void A_file_that_needs_the_version_for_another_symbol_too_is_refused()
    {
        byte[] elf = TorchSharpLibrary.Read();
        var image = new ElfImage(elf);
        int marker = image.FindUndefinedSymbol(ElfPatch.MarkerSymbol)!.Value;
        int other = image.FindUndefinedSymbol("_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE")!.Value;
        int versions = image.VersionSymbolsOffset;
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(versions + 2 * other), (ushort)image.VersionIndex(marker));

        StringAssert.Contains(Refusal(elf), "condition_variable");
    }

    [TestMethod]
    public void A_file_that_uses_the_marker_is_refused()
    {
        byte[] elf = TorchSharpLibrary.Read();
        var image = new ElfImage(elf);
        int marker = image.FindUndefinedSymbol(ElfPatch.MarkerSymbol)!.Value;
        BinaryPrimitives.WriteUInt32LittleEndian(elf.AsSpan(image.PltRelocationsOffset + 12), (uint)marker);

        StringAssert.Contains(Refusal(elf), "uses the symbol");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("MZ, a program of another system")]
    [DataRow("\u007fELF")]
    public void What_is_no_ELF_library_is_refused(string content)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(content);

        StringAssert.Contains(Refusal(bytes), "ELF");
        Assert.ThrowsExactly<InvalidDataException>(() => HighestGlibcxx(bytes));
    }

    [TestMethod]
    public void A_library_takes_the_end_of_a_needed_ones_name_for_its_own()
    {
        byte[] elf = TorchSharpLibrary.Read();

        byte[] renamed = ElfPatch.Rename(elf, "torch_cpu.so");

        Assert.AreEqual("libLibTorchSharp.so", new ElfImage(elf).OwnName());
        Assert.AreEqual("torch_cpu.so", new ElfImage(renamed).OwnName());
        Assert.ThrowsExactly<InvalidDataException>(() => ElfPatch.Rename(elf, "torch_gpu.so"));
    }

    [TestMethod]
    public void A_library_cut_short_anywhere_is_refused_or_patched_but_never_read_beyond_its_end()
    {
        byte[] elf = TorchSharpLibrary.Read();
        for (int length = 0; length < elf.Length; length += length < 1024 ? 37 : elf.Length / 61)
            PatchOrReject(elf[..length]);
    }

    [TestMethod]
    public void A_library_with_damaged_tables_is_refused_or_patched_but_never_read_beyond_its_end()
    {
        byte[] elf = TorchSharpLibrary.Read();
        var image = new ElfImage(elf);
        int[] tables = [
            0, 64, image.DynamicOffset, image.VersionSymbolsOffset, image.PltRelocationsOffset,
            image.VersionNeeds()[0].FlagsOffset];
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = [.. elf];
            int table = tables[round % tables.Length];
            for (int i = 0; i < 4; i++)
                damaged[table + random.Next(500)] = (byte)random.Next(256);
            PatchOrReject(damaged);
        }
    }

    private static void PatchOrReject(byte[] elf)
    {
        try
        {
            Assert.HasCount(elf.Length, ElfPatch.Apply(elf));
        }
        catch (InvalidDataException)
        {
            // The one way to refuse.
        }
    }

    private static string Refusal(byte[] elf) => Assert.ThrowsExactly<InvalidDataException>(() => ElfPatch.Apply(elf)).Message;

    // The newest GLIBCXX_ version that the file can't load without.
    private static Version? HighestGlibcxx(byte[] elf) => new ElfImage(elf).VersionNeeds()
        .Where(need => (need.Flags & ElfVersionNeed.Weak) == 0 && need.Name.StartsWith("GLIBCXX_", StringComparison.Ordinal))
        .Select(need => Version.TryParse(need.Name.AsSpan("GLIBCXX_".Length), out var version) ? version : null)
        .Max();

    private static void Replace(byte[] elf, string text, string by)
    {
        byte[] old = Encoding.ASCII.GetBytes(text + '\0');
        for (int at = elf.AsSpan().IndexOf(old); at >= 0; at = elf.AsSpan().IndexOf(old))
            Encoding.ASCII.GetBytes(by).CopyTo(elf.AsSpan(at));
    }
}
