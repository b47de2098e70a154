using System.Runtime.CompilerServices;
using Mono.Cecil;

namespace MlNet.Sequences.Tests.Conventions;

/// <summary>Finds what stayed behind when its last use went away.</summary>
[TestClass]
public sealed class UnusedMembersTests
{
    /// <summary>What the library's own code does not mention, and why it stays.</summary>
    private static readonly string[] UsedByOthers =
    [
        // by .NET and by ML.NET, which find them by their names
        "System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute.AssemblyName",
        "MlNet.Sequences.ModelLoader.Create",

        // by tests, which look inside or put in single values
        "MlNet.Sequences.ElfImage.OwnName",
        "MlNet.Sequences.ElfImage.PltRelocationsOffset",
        "MlNet.Sequences.ElfImage.VersionSymbolsOffset",
        "MlNet.Sequences.OnnxFileRules.KnownOperators",
        "MlNet.Sequences.OptionRange.Documented",
        "MlNet.Sequences.SeparatedWords.GetEnumerator",
        "MlNet.Sequences.VocabularyBuilder.Add",

        // by the tool
        "MlNet.Sequences.OptionRange.Least",
        "MlNet.Sequences.OptionRange.Most",
        "MlNet.Sequences.OptionRange.Numbers",
    ];

    [TestMethod]
    public void The_library_uses_everything_that_is_not_public()
    {
        using var library = Read(typeof(SequencesCatalog));
        var uses = new Uses();
        uses.Add(library);
        string[] unused = [.. Candidates(library).Where(member => !uses.Has(member)).Select(Name).Distinct()];
        Assert.AreEqual(
            "",
            string.Join(
                Environment.NewLine,
                [.. unused.Except(UsedByOthers).Select(
                name => "+ " + name), .. UsedByOthers.Except(unused).Select(name => "- " + name)]),
            "unused (+): remove it; used, or gone, although the list of this test has it (-)");
    }

    private static ModuleDefinition Read(Type ofAssembly) => ModuleDefinition.ReadModule(ofAssembly.Assembly.Location);

    /// <summary>
    /// The types, methods, properties and fields that only their own assembly can use, and that must be used by their names.
    /// </summary>
    private static IEnumerable<IMemberDefinition> Candidates(ModuleDefinition module)
    {
        foreach (var type in module.GetTypes().Where(type => IsWritten(type) && type.Namespace != "MlNet.Sequences.Onnx"))
        {
            bool isVisible = IsVisible(type);
            if (!isVisible && !HasConstantsAlone(type))
                yield return type;
            var accessors = type.Properties.SelectMany(property => new[] { property.GetMethod, property.SetMethod }).ToHashSet();
            foreach (var method in type.Methods)
            {
                if (!accessors.Contains(method) && !method.IsConstructor && IsCandidate(method, isVisible))
                    yield return method;
            }

            foreach (var property in type.Properties)
            {
                // JSON and records read properties in code that is generated for them.
                if (IsWritten(property) && (property.GetMethod ?? property.SetMethod) is { } accessor
                    && IsCandidate(accessor, isVisible, isAccessor: true))
                    yield return property;
            }

            foreach (var field in type.Fields)
            {
                if (IsWritten(field) && !field.IsLiteral && !field.IsSpecialName
                    && !(isVisible && (field.IsPublic || field.IsFamily)))
                    yield return field;
            }
        }
    }

    // Overrides and implementations of interfaces are called through what they override.
    private static bool IsCandidate(MethodDefinition method, bool isVisible, bool isAccessor = false) =>
        (isAccessor || IsWritten(method)) && !method.IsVirtual && !method.HasOverrides && !method.IsRuntimeSpecialName
        && (isAccessor || !method.IsSpecialName)
        && !(isVisible && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly));

    private static bool IsVisible(TypeDefinition type) =>
        type.DeclaringType is null
        ? type.IsPublic
        : (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly) && IsVisible(type.DeclaringType);

    // The compiler puts their values in the place of their names.
    private static bool HasConstantsAlone(TypeDefinition type) =>
        type.IsAbstract && type.IsSealed && type.Methods.Count == 0 && type.Fields.All(field => field.IsLiteral);

    private static bool IsWritten(IMemberDefinition member) =>
        !member.Name.Contains('<', StringComparison.Ordinal)
        && !member.CustomAttributes.Any(
            attribute => attribute.AttributeType.Name is nameof(
                CompilerGeneratedAttribute) or "GeneratedCodeAttribute" or "EmbeddedAttribute")
        && (member.DeclaringType is null || IsWritten(member.DeclaringType));

    private static string Name(IMemberDefinition member) =>
        member is TypeDefinition ? member.FullName : $"{member.DeclaringType.FullName}.{member.Name}";

    /// <summary>What the code of an assembly mentions, but for what a member or type says of itself.</summary>
    private sealed class Uses
    {
        private readonly HashSet<string> _used = [];
        // texts of a type's code: names for reflection are among them
        private readonly HashSet<(string Type, string Name)> _named = [];

        internal bool Has(IMemberDefinition member) => member switch
        {
            PropertyDefinition property => Has(property.GetMethod) || Has(property.SetMethod),
            null => false,
            _ => _used.Contains(member.FullName)
            || (member is MethodDefinition && _named.Contains((Outermost(member.DeclaringType).FullName, member.Name))),
        };

        internal void Add(ModuleDefinition module)
        {
            AddAttributes(module.Assembly, "");
            foreach (var type in module.GetTypes())
                Add(type);
        }

        private void Add(TypeDefinition type)
        {
            string self = Outermost(type).FullName;
            AddType(type.BaseType, self);
            foreach (var implemented in type.Interfaces)
                AddType(implemented.InterfaceType, self);
            foreach (var parameter in type.GenericParameters)
                AddConstraints(parameter, self);
            AddAttributes(type, self);
            foreach (var field in type.Fields)
            {
                AddType(field.FieldType, self);
                AddAttributes(field, self);
            }

            foreach (var property in type.Properties)
                AddAttributes(property, self);
            foreach (var method in type.Methods)
                Add(method, self);
        }

        private void Add(MethodDefinition method, string self)
        {
            AddType(method.ReturnType, self);
            AddAttributes(method, self);
            foreach (var parameter in method.Parameters)
            {
                AddType(parameter.ParameterType, self);
                AddAttributes(parameter, self);
            }

            foreach (var parameter in method.GenericParameters)
                AddConstraints(parameter, self);
            if (!method.HasBody)
                return;
            foreach (var variable in method.Body.Variables)
                AddType(variable.VariableType, self);
            foreach (var handler in method.Body.ExceptionHandlers)
                AddType(handler.CatchType, self);
            foreach (var instruction in method.Body.Instructions)
                AddOperand(instruction.Operand, method, self);
        }

        private void AddOperand(object? operand, MethodDefinition by, string self)
        {
            switch (operand)
            {
                case TypeReference type:
                    AddType(type, self);
                    break;
                case MethodReference method:
                    if (method.GetElementMethod().FullName != by.FullName)
                        _used.Add(Definition(method));
                    AddType(method.DeclaringType, self);
                    foreach (var argument in method is GenericInstanceMethod generic ? generic.GenericArguments : [])
                        AddType(argument, self);
                    break;
                case FieldReference field:
                    _used.Add(Definition(field));
                    AddType(field.DeclaringType, self);
                    break;
                case string text:
                    _named.Add((self, text));
                    break;
            }
        }

        // Of a generic type that is named with its arguments, the member without them.
        private static string Definition(MemberReference member) =>
            member.DeclaringType.GetElementType() is TypeDefinition && member.Resolve() is { } known
            ? known.FullName
            : member.FullName;

        private void AddConstraints(GenericParameter parameter, string self)
        {
            foreach (var constraint in parameter.Constraints)
                AddType(constraint.ConstraintType, self);
        }

        private void AddAttributes(Mono.Cecil.ICustomAttributeProvider provider, string self)
        {
            foreach (var attribute in provider.CustomAttributes)
            {
                AddType(attribute.AttributeType, self);
                foreach (var argument in attribute.ConstructorArguments)
                {
                    if (argument.Value is TypeReference type)
                        AddType(type, self);
                }
            }
        }

        private void AddType(TypeReference? type, string self)
        {
            switch (type)
            {
                case null or GenericParameter:
                    return;
                case GenericInstanceType generic:
                    foreach (var argument in generic.GenericArguments)
                        AddType(argument, self);
                    AddType(generic.ElementType, self);
                    return;
                case TypeSpecification specification:
                    AddType(specification.ElementType, self);
                    return;
            }

            // A nested type may be used by the type around it; a type that only its own code mentions is unused.
            if (type.DeclaringType is not null || type.FullName != self)
                _used.Add(type.FullName);
        }

        private static TypeDefinition Outermost(TypeDefinition type) =>
            type.DeclaringType is null ? type : Outermost(type.DeclaringType);
    }
}
