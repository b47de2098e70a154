using MlNet.Sequences.Loading;
using Mono.Cecil;

namespace MlNet.Sequences.Tests.Conventions;

/// <summary>Names what the library uses of ML.NET's internals, so that an upgrade which takes one away says which.</summary>
[TestClass]
public sealed class MlNetInternalsTests
{
    private static readonly string ApprovedPath =
        Repository.Path("tests", "MlNet.Sequences.Tests", "Conventions", "MlNetInternals.approved.txt");

    [TestMethod]
    public void The_internals_used_are_those_named_and_all_exist()
    {
        var used = LibraryInternals().Concat(UsedInternals(typeof(ModelEntryPoint))).Select(use => use.Member).Distinct()
            .Order(StringComparer.Ordinal).ToArray();
        var approved = File.ReadAllLines(ApprovedPath).Where(line => line.Length > 0).ToArray();
        Assert.AreEqual(
            "",
            string.Join(
                Environment.NewLine,
                [.. used.Except(approved).Select(m => "+ " + m), .. approved.Except(used).Select(m => "- " + m)]),
            $"used (+) or no longer used (-) beside {ApprovedPath}");
    }

    [TestMethod]
    public void Only_Interop_uses_internals()
    {
        var interop = SourceTree.Files.Where(file => file.Stage == "Interop").SelectMany(file => file.Declares).ToHashSet();
        var others = LibraryInternals().Where(use => !interop.Contains(use.User)).Select(use => $"{use.User} uses {use.Member}")
            .Distinct();
        Assert.AreEqual("", string.Join(Environment.NewLine, others));
    }

    private static List<(string User, string Member)> LibraryInternals() => UsedInternals(typeof(SequencesCatalog));

    /// <summary>What the assembly of a type uses.</summary>
    private static List<(string User, string Member)> UsedInternals(Type ofAssembly)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(AppContext.BaseDirectory);
        using var module = ModuleDefinition.ReadModule(
            ofAssembly.Assembly.Location, new ReaderParameters { AssemblyResolver = resolver });

        var uses = new List<(string, string)>();
        foreach (var type in module.GetTypes())
        {
            var outermost = type;
            while (outermost.DeclaringType is not null)
                outermost = outermost.DeclaringType;
            foreach (var member in type.Methods.SelectMany(MentionedBy))
            {
                if (NameOfInternal(member) is { } name)
                    uses.Add((outermost.Name, name));
            }
        }

        foreach (var attribute in module.Assembly.CustomAttributes)
        {
            if (NameOfInternal(attribute.Constructor) is { } name)
                uses.Add((nameof(ModelLoader), name));
        }

        return uses;
    }

    private static IEnumerable<MemberReference> MentionedBy(MethodDefinition method)
    {
        foreach (var parameter in method.Parameters)
            yield return parameter.ParameterType;
        yield return method.ReturnType;
        if (!method.HasBody)
            yield break;
        foreach (var instruction in method.Body.Instructions)
        {
            if (instruction.Operand is MemberReference member)
                yield return member;
        }
    }

    private static string? NameOfInternal(MemberReference member)
    {
        if (member is GenericParameter || (member as TypeReference ?? member.DeclaringType) is not { } type)
            return null;
        var element = type.GetElementType();
        if (element.Scope?.Name is not ("Microsoft.ML.Core" or "Microsoft.ML.Data"))
            return null;

        return member switch
        {
            TypeReference => IsOpen(Found(element.Resolve(), element)) ? null : element.FullName,
            MethodReference method => Found(method.Resolve(), method) is { IsPublic: true } found && IsOpen(found.DeclaringType)
                ? null : method.GetElementMethod().FullName,
            FieldReference field => Found(field.Resolve(), field) is { IsPublic: true } found && IsOpen(found.DeclaringType)
                ? null : field.FullName,
            _ => null,
        };
    }

    private static bool IsOpen(TypeDefinition type) =>
        type.IsNested ? type.IsNestedPublic && IsOpen(type.DeclaringType) : type.IsPublic;

    private static T Found<T>(T? definition, MemberReference member)
        where T : class
    {
        if (definition is null)
            Assert.Fail($"ML.NET no longer has {member.FullName}, which Interop uses.");
        return definition;
    }
}
