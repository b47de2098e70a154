using System.Globalization;
using MlNet.Sequences.Onnx;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class OnnxModelWriterTests
{
    private static readonly Dictionary<string, string> NoMetadata = [];

    [TestMethod]
    public void Values_that_are_zero_or_empty_are_written_too()
    {
        var graph = new OnnxGraph();
        graph.AddOutput(graph.Call("Any", [], [("zero", 0L), ("none", 0f), ("text", ""), ("list", new long[] { 0 })]), 7);

        var node = ModelProto.Parser.ParseFrom(Bytes(graph)).Graph.Node.Single();

        CollectionAssert.AreEqual(
            (string[])["zero", "none", "text", "list"], node.Attribute.Select(attribute => attribute.Name).ToArray());
        Assert.IsTrue(node.Attribute[0].HasI);
        Assert.IsTrue(node.Attribute[1].HasF);
        Assert.IsTrue(node.Attribute[2].HasS);
        CollectionAssert.AreEqual((long[])[0], node.Attribute[3].Ints);
        Assert.IsFalse(node.HasDomain);
    }

    // The constants share one array, so that the test needs little memory.
    [TestMethod]
    [DataRow(22)]
    [DataRow(43)]
    [DataRow(65)]
    public void A_model_that_no_file_holds_is_refused_with_the_bytes_that_it_needs(int constants)
    {
        var graph = new OnnxGraph();
        graph.AddOutput(graph.Call("Any"), 7);
        int structure = Bytes(graph).Length;
        byte[] shared = new byte[100_000_000];
        for (int i = 0; i < constants; i++)
            graph.Constants.Add(new("a", torch.ScalarType.Int8, [], shared));

        string message = Assert.ThrowsExactly<InvalidOperationException>(() => Bytes(graph)).Message;

        long weights = 100_000_000L * constants;
        long needed = long.Parse(message.Split("needs ")[1].Split('.')[0], CultureInfo.InvariantCulture);
        Assert.IsGreaterThan(weights + structure, needed);
        Assert.IsLessThan(weights + structure + 20 * constants, needed);
        Assert.Contains("no more than 2147483647 bytes", message);
    }

    private static byte[] Bytes(OnnxGraph graph)
    {
        using var stream = new MemoryStream();
        OnnxModelWriter.Write(stream, graph, "network", "1", NoMetadata);
        return stream.ToArray();
    }
}
