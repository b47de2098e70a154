using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlNet.Sequences.Notebooks;

/// <summary>
/// A notebook as a program in one file, <c>dotnet run 03-train-an-lstm.cs</c>: its usings first, then its statements with its
/// texts as comments, then its types, which is the order that C# wants.
/// </summary>
internal static partial class FileBasedApp
{
    private const string Indentation = "    ";

    /// <param name="notebook">The notebook.</param>
    /// <param name="fileName">The notebook's, to be named in the program.</param>
    internal static string Of(Notebook notebook, string fileName)
    {
        var packages = new List<string>();
        var usings = new SortedSet<string>(
            Comparer<string>.Create((a, b) => string.CompareOrdinal(a.TrimEnd(';'), b.TrimEnd(';'))));
        var (body, types) = (new StringBuilder(), new StringBuilder());
        foreach (var cell in notebook.Cells)
        {
            if (!cell.IsCode)
            {
                AppendComment(body, cell.Source);
                continue;
            }

            string[] lines = cell.Source.Split('\n');
            packages.AddRange(lines.Where(NotebookRunner.IsOfTheKernel).Select(PackageOf).OfType<string>());
            AppendCode(string.Join('\n', lines.Where(line => !NotebookRunner.IsOfTheKernel(line))), usings, body, types);
        }

        var app = new StringBuilder();
        app.Append($"// Made of {fileName} by: dotnet run --project tests/MlNet.Sequences.Notebooks -- apps\n");
        foreach (string package in packages.Distinct())
            app.Append($"#:package {package}\n");
        app.Append("#:property Nullable=disable\n");
        if (NeedsGeneratedCode().IsMatch(body.ToString()))
            app.Append(
                "#:property PublishAot=false\n// ML.NET generates code to read and write objects, which PublishAot, a script's " +
                "default, turns off.\n");
        app.Append('\n');
        foreach (string line in usings)
            app.Append($"{line}\n");
        app.Append($"\n{ManyEmptyLines().Replace(body.ToString(), "\n\n").Trim('\n')}\n");
        if (body.ToString().Contains("display(", StringComparison.Ordinal))
            app.Append(
                "\n// What a notebook shows, printed.\nstatic void display(object value) " +
                $"=>\n{Indentation}Console.WriteLine(\n{Indentation}{Indentation}" +
                "value is System.Collections.IEnumerable many and not string ? " +
                "string.Join('\\n', many.Cast<object>()) : value);\n");
        if (types.Length > 0)
            app.Append($"\n{types.ToString().Trim('\n')}\n");
        return app.ToString();
    }

    [GeneratedRegex("\n{3,}")]
    private static partial Regex ManyEmptyLines();

    [GeneratedRegex(@"\b(CreatePredictionEngine|CreateEnumerable|LoadFromEnumerable)\b")]
    private static partial Regex NeedsGeneratedCode();

    // #r "nuget: Name, 1.2.3"
    private static string? PackageOf(string line)
    {
        const string Nuget = "nuget:";
        int start = line.IndexOf(Nuget, StringComparison.Ordinal);
        return start < 0
            ? null
            : string.Join('@', line[(start + Nuget.Length)..].Trim().TrimEnd('"').Split(',', StringSplitOptions.TrimEntries));
    }

    private static void AppendComment(StringBuilder body, string markdown)
    {
        body.Append('\n');
        foreach (string line in markdown.TrimEnd().Split('\n'))
            body.Append($"// {line}".TrimEnd()).Append('\n');
    }

    private static void AppendCode(string code, SortedSet<string> usings, StringBuilder body, StringBuilder types)
    {
        var root = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(kind: SourceCodeKind.Script)).GetCompilationUnitRoot();
        foreach (var line in root.Usings)
            usings.Add(line.ToString());
        body.Append('\n');
        foreach (var member in root.Members)
        {
            string text = member.ToFullString().Trim('\n', '\r', ' ');
            bool isType = member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax;
            var target = isType ? types : body;
            target.Append(isType && target.Length > 0 ? "\n" : "")
                .Append(ShownAtTheEnd(member) is { } expression ? $"display({expression});" : text).Append('\n');
        }
    }

    // A last expression without a semicolon is a value to show.
    private static string? ShownAtTheEnd(MemberDeclarationSyntax member) =>
        member is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement }
        ? statement.Expression.ToString()
        : null;
}
