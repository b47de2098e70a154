using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Notebooks;

/// <summary>A notebook's file (nbformat 4): its cells in their order, as they are written and as they are run.</summary>
internal sealed class Notebook
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject _root;

    private Notebook(JsonObject root) => _root = root;

    internal IEnumerable<Cell> Cells => _root["cells"]!.AsArray().Select(cell => new Cell(cell!.AsObject()));

    /// <exception cref="InvalidDataException">The file is no notebook.</exception>
    internal static Notebook Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject root && (int?)root["nbformat"] == 4
                && root["cells"] is JsonArray
                ? new(root)
                : throw new InvalidDataException($"'{path}' must be a notebook of nbformat 4.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' must be a notebook, and is no JSON: {e.Message}", e);
        }
    }

    internal void Write(string path) => WholeFile.Write(
        path, "The notebook", "Make room, or make its folder writable.",
        stream => stream.Write(Encoding.UTF8.GetBytes(_root.ToJsonString(Indented) + "\n")));

    internal sealed class Cell(JsonObject cell)
    {
        internal bool IsCode => (string?)cell["cell_type"] == "code";

        internal string Source => Text(cell["source"]);

        /// <summary>What the cell printed or showed when it was last run: texts, and errors by their names.</summary>
        internal IEnumerable<string> Outputs => (cell["outputs"]?.AsArray() ?? []).Select(
            output => (string?)output!["output_type"] switch
        {
            "stream" => Text(output["text"]),
            "error" => $"error {output["ename"]}",
            _ => Text(output["data"]!["text/plain"] ?? output["data"]!["text/html"]),
        });

        internal void SetOutputs(int number, IEnumerable<CellOutput> outputs)
        {
            cell["execution_count"] = number;
            cell["outputs"] = new JsonArray([.. outputs.Select(output => (JsonNode)output.ToJson())]);
        }

        // A text is one string or one a line.
        private static string Text(JsonNode? node) =>
            node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string?)node ?? "";
    }
}
