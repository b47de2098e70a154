using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using CsCheck;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SafeTensorsTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void What_is_written_is_read_back()
    {
        using var scope = torch.NewDisposeScope();
        var tensors = Tensors();
        var read = SafeTensors.Read(SafeTensors.Write(tensors));

        CollectionAssert.AreEqual(tensors.Select(t => t.Name).ToArray(), read.Keys.ToArray());
        foreach (var (name, value) in tensors)
        {
            CollectionAssert.AreEqual(value.shape, read[name].shape, name);
            CollectionAssert.AreEqual(Floats(value), Floats(read[name]), name);
        }
    }

    [TestMethod]
    public void The_file_is_what_the_format_says()
    {
        using var scope = torch.NewDisposeScope();
        var tensors = Tensors();
        byte[] file = SafeTensors.Write(tensors);

        int size = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.AreEqual(0, size % 8, "the data begin at a multiple of eight");
        using var header = JsonDocument.Parse(Encoding.UTF8.GetString(file, 8, size));
        byte[] data = file[(8 + size)..];
        long end = 0;
        foreach (var (name, value) in tensors)
        {
            var entry = header.RootElement.GetProperty(name);
            Assert.AreEqual("F32", entry.GetProperty("dtype").GetString());
            CollectionAssert.AreEqual(
                value.shape, entry.GetProperty("shape").EnumerateArray().Select(x => x.GetInt64()).ToArray());
            int[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(x => x.GetInt32())];
            Assert.AreEqual(end, offsets[0], "no gap before the tensor");
            end = offsets[1];
            float[] values = [.. data[offsets[0]..offsets[1]].Chunk(4).Select(b => BinaryPrimitives.ReadSingleLittleEndian(b))];
            CollectionAssert.AreEqual(Floats(value), values);
        }

        Assert.AreEqual(end, data.Length);
    }

    [TestMethod]
    public void Metadata_of_other_writers_is_skipped()
    {
        using var scope = torch.NewDisposeScope();
        var read = SafeTensors.Read(
            File("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4));
        Assert.HasCount(1, read);
        CollectionAssert.AreEqual(new[] { 0f }, Floats(read["a"]));
    }

    [TestMethod]
    [DataRow("""{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", "'a' is not float32")]
    [DataRow("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "is at 0 to 12 of 8")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "is at -4")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}""", "is at 8 to 4")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "has 4 bytes")]
    [DataRow("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", "extent -1")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}""", "has 4 bytes")]
    [DataRow("""{"a":{"dtype":"F32","shape":[0,2147483647,2147483647,2147483647],"data_offsets":[0,0]}}""", "not safetensors")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4294967297],"data_offsets":[0,4]}}""", "extent 4294967297")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", "'a' is not float32")]
    [DataRow("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", "'a' is not float32")]
    [DataRow("""{"a":null}""", "'a' is not float32")]
    [DataRow("""{"a":3}""", "can't be read")]
    [DataRow(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        "can't be read")]
    [DataRow(
    """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
    "'b' begins at byte 0, and the tensors before it end at 4")]
    [DataRow(
    """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""",
    "'b' begins at byte 2")]
    [DataRow(
    """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'a' begins at byte 4, and the tensors before it end at 0")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "the tensors end at byte 4, and the file's data at 8")]
    [DataRow("""{}""", "the tensors end at byte 0")]
    [DataRow(""" {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "does not begin with '{'")]
    [DataRow("[]", "can't be read")]
    [DataRow("{{", "can't be read")]
    public void A_header_that_can_not_be_is_refused_with_the_reason(string header, string reason)
    {
        using var scope = torch.NewDisposeScope();
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidDataException>(() => SafeTensors.Read(File(header, 8))).Message, reason);
    }

    [TestMethod]
    public void A_file_cut_short_anywhere_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        byte[] file = SafeTensors.Write(Tensors());
        for (int length = 0; length < file.Length; length++)
            Assert.ThrowsExactly<InvalidDataException>(() => SafeTensors.Read(file.AsMemory(0, length)), $"{length} bytes");
    }

    [TestMethod]
    public void Garbage_is_refused_and_nothing_else_happens() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        using var scope = torch.NewDisposeScope();
        Assert.ThrowsExactly<InvalidDataException>(() => SafeTensors.Read(bytes));
    });

    [TestMethod]
    public void A_changed_header_is_refused_or_read() => Gen.Select(Gen.Int[0, 300], Gen.Byte).Sample((at, value) =>
    {
        using var scope = torch.NewDisposeScope();
        byte[] file = SafeTensors.Write(Tensors());
        file[at % (8 + (int)BinaryPrimitives.ReadInt64LittleEndian(file))] = value;
        try
        {
            SafeTensors.Read(file);
        }
        catch (InvalidDataException)
        {
        }
    });

    private static (string Name, torch.Tensor Value)[] Tensors() =>
    [
        ("matrix", torch.arange(6, dtype: torch.float32).reshape(2, 3)),
        ("turned", torch.arange(6, dtype: torch.float32).reshape(2, 3).t()),
        ("vector \u00E9 \"quoted\"", torch.tensor(new[] { float.NaN, float.NegativeInfinity, -0f })),
        ("scalar", torch.tensor(2.5f)), ("empty", torch.empty(0, 4)),
    ];

    private static float[] Floats(torch.Tensor tensor) =>
        tensor.numel() == 0 ? [] : tensor.detach().contiguous().flatten().data<float>().ToArray();

    private static byte[] File(string header, int dataLength)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        return file;
    }
}
