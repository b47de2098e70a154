using System.Text;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.ML;

namespace MlNet.Sequences.Notebooks;

/// <summary>
/// Runs a notebook's code cells one after the other, as .NET Interactive's C# kernel does: what one declares the next ones know,
/// and the value of a last expression is shown. Packages (<c>#r "nuget: …"</c>) are not fetched: it is this build of the library
/// that runs.
/// </summary>
internal static class NotebookRunner
{
    /// <summary>Runs all cells in the notebook's folder and gives each its outputs.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="folder">The current folder while it runs.</param>
    /// <exception cref="InvalidOperationException">A cell does not compile or throws; the message has the cell.</exception>
    internal static async Task RunAsync(Notebook notebook, string folder)
    {
        string former = Environment.CurrentDirectory;
        var console = Console.Out;
        var shown = new List<CellOutput>();
        try
        {
            Environment.CurrentDirectory = folder;
            Console.SetOut(TextWriter.Synchronized(new Printer(shown)));
            ScriptState<object>? state = null;
            int number = 0;
            foreach (var cell in notebook.Cells.Where(cell => cell.IsCode))
            {
                shown.Clear();
                state = await RunAsync(state, cell, new CellGlobals(shown));
                if (state.ReturnValue is { } value)
                    shown.Add(CellOutput.Of(value));
                cell.SetOutputs(++number, [.. shown]);
            }
        }
        finally
        {
            Console.SetOut(console);
            Environment.CurrentDirectory = former;
        }
    }

    private static async Task<ScriptState<object>> RunAsync(ScriptState<object>? state, Notebook.Cell cell, CellGlobals globals)
    {
        // A line of the kernel's own, not of C#, stays as an empty line, so that errors tell the right one.
        string code = string.Join('\n', cell.Source.Split('\n').Select(line => IsOfTheKernel(line) ? "" : line));
        try
        {
            return state is null
                ? await CSharpScript.RunAsync(code, Options(), globals, typeof(CellGlobals))
                : await state.ContinueWithAsync(code);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new InvalidOperationException($"A cell failed: {e.Message}\n{cell.Source}", e);
        }
    }

    /// <summary>Whether a line is a directive of .NET Interactive's: a package, or a magic command.</summary>
    internal static bool IsOfTheKernel(string line) =>
        line.StartsWith("#r ", StringComparison.Ordinal) || line.StartsWith("#!", StringComparison.Ordinal)
        || line.StartsWith("#i ", StringComparison.Ordinal);

    // Those that the C# kernel imports by itself.
    private static ScriptOptions Options() => ScriptOptions.Default
        .AddReferences(
            AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic && assembly.Location.Length > 0))
        .AddReferences(
            typeof(MLContext).Assembly, typeof(SequencesCatalog).Assembly, typeof(BinaryClassificationCatalog).Assembly,
            typeof(Plots.ModelPlots).Assembly)
        .AddImports("System", "System.IO", "System.Linq", "System.Collections.Generic", "System.Threading.Tasks");

    // What is printed one after the other is one output.
    private sealed class Printer(List<CellOutput> shown) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(string? value)
        {
            if (shown is [.., { MimeType: null } last])
                shown[^1] = last with { Text = last.Text + value };
            else
                shown.Add(new(null, value ?? ""));
        }

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));
    }
}
