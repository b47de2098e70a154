using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlNet.Sequences.Tests.Conventions;

/// <summary>What the library writes is the same on every machine, whatever the culture.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CultureTests
{
    public static IEnumerable<object[]> Records =>
        typeof(SequencesCatalog).Assembly.GetExportedTypes()
            .Where(
                type => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null
                && Fields(type).Any(IsFraction))
            .Select(type => new object[] { type });

    [TestMethod]
    [DynamicData(nameof(Records))]
    public void A_record_writes_fractions_with_a_point(Type type)
    {
        object record = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in Fields(type))
        {
            if (IsFraction(field))
                field.SetValue(record, 0.5);
            else if (field.FieldType.IsAssignableFrom(typeof(Dictionary<string, double>)))
                field.SetValue(record, new Dictionary<string, double>());
        }

        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            string text = record.ToString()!;
            Assert.StartsWith($"{type.Name} {{ ", text);
            Assert.Contains("= 0.5", text);
            Assert.DoesNotContain("0,5", text);
            Assert.EndsWith(" }", text);
            Assert.AreEqual("0,5", $"{0.5}", "the culture stays as it was");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    [DataRow("MlNet.Sequences")]
    [DataRow("MlNet.Sequences.Plots")]
    public void No_text_is_made_of_a_fraction_or_a_time_in_the_current_culture(string project)
    {
        var found = new List<string>();
        var compilation = Compile(project);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var node in tree.GetRoot().DescendantNodes().Where(node => UsesCulture(node, model)))
                found.Add($"{tree.FilePath}({node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}): {node.Parent}");
        }

        Assert.AreEqual(
            "", string.Join('\n', found), "Write it with FormattableString.Invariant or CultureInfo.InvariantCulture.");
    }

    private static bool UsesCulture(SyntaxNode node, SemanticModel model) => node switch
    {
        InterpolationSyntax part =>
            IsFraction(model.GetTypeInfo(part.Expression).Type) && !IsWithProvider((ExpressionSyntax)part.Parent!, model),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum =>
            model.GetTypeInfo(sum).Type?.SpecialType == SpecialType.System_String
            && (IsFraction(model.GetTypeInfo(sum.Left).Type) || IsFraction(model.GetTypeInfo(sum.Right).Type)),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToString" } call,
        } invocation =>
            IsFraction(model.GetTypeInfo(call.Expression).Type) && model.GetSymbolInfo(invocation).Symbol is IMethodSymbol method
            && method.Parameters.All(parameter => parameter.Type.Name != nameof(IFormatProvider)),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Append" }, ArgumentList.Arguments: [var only],
        } =>
            IsFraction(model.GetTypeInfo(only.Expression).Type),
        _ => false,
    };

    // FormattableString.Invariant($"…"), string.Create(provider, $"…" + $"…") and Append(provider, $"…").
    private static bool IsWithProvider(ExpressionSyntax text, SemanticModel model)
    {
        if (model.GetTypeInfo(text).ConvertedType?.Name == nameof(FormattableString))
            return true;
        SyntaxNode outermost = text;
        while (outermost.Parent is BinaryExpressionSyntax or ParenthesizedExpressionSyntax)
            outermost = outermost.Parent;
        if (model.GetTypeInfo(outermost).ConvertedType?.Name == nameof(OptionMessage)) // writes in the invariant culture
            return true;
        return outermost.Parent is ArgumentSyntax { Parent: ArgumentListSyntax list }
            && list.Arguments.Any(
                argument => model.GetTypeInfo(argument.Expression).Type?.Name is nameof(CultureInfo) or nameof(IFormatProvider));
    }

    private static bool IsFraction(ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];
        return type?.SpecialType is SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal
            or SpecialType.System_DateTime
            || type?.Name is nameof(DateTimeOffset) or nameof(Half);
    }

    // Names that are ML.NET's internals or made in the build stay unknown, which hides no number of ours.
    private static CSharpCompilation Compile(string project)
    {
        string folder = Repository.Path("src", project);
        string[] skipped = [Path.Combine(folder, "obj"), Path.Combine(folder, "bin")];
        var trees = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !skipped.Any(skip => path.StartsWith(skip + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), path: path))
            .Append(CSharpSyntaxTree.ParseText(
                "global using System; global using System.Collections.Generic; global using System.IO; global using " +
                "System.Linq; global using System.Net.Http; global using System.Threading; global using " +
                "System.Threading.Tasks;"));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != project)
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            project, trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    private static bool IsFraction(FieldInfo field) => field.FieldType == typeof(double) || field.FieldType == typeof(double?);

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic);
}
