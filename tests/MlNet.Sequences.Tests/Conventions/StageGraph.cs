using Mono.Cecil;

namespace MlNet.Sequences.Tests.Conventions;

/// <summary>
/// Which stages of the library, the first folders of its sources, use which others: read from the compiled assembly.
/// </summary>
internal static class StageGraph
{
    private static readonly Dictionary<string, string> StageOfType = SourceTree.Files
        .SelectMany(
            file => file.Declares.Select(
                type => (Type: type, file.Stage, IsOwn: Path.GetFileNameWithoutExtension(file.Path) == type)))
        .GroupBy(declared => declared.Type)
        .ToDictionary(group => group.Key, group => group.OrderByDescending(declared => declared.IsOwn).First().Stage);

    /// <summary>Each use of a stage by another, with a type that uses and one that is used.</summary>
    internal static IReadOnlyList<Use> Uses { get; } = Read();

    private static IReadOnlyList<Use> Read()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(SequencesCatalog).Assembly.Location);
        var uses =
            from type in assembly.MainModule.GetTypes()
            let user = Outermost(type)
            where StageOfType.ContainsKey(user)
            from mentioned in Mentioned(type)
            from part in Parts(mentioned)
            where part.Scope == assembly.MainModule
            let used = Outermost(part)
            where StageOfType.ContainsKey(used) && StageOfType[used] != StageOfType[user]
            select new Use(StageOfType[user], StageOfType[used], user, used);
        return [.. uses.Distinct()];
    }

    private static IEnumerable<TypeReference?> Mentioned(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(implemented => implemented.InterfaceType),
        .. type.Fields.Select(field => field.FieldType),
        .. type.Methods.SelectMany(
            method => method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType)),
        .. type.Methods.Where(method => method.HasBody)
        .SelectMany(method => method.Body.Variables.Select(variable => variable.VariableType)),
        .. type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions).SelectMany(
            instruction => instruction.Operand switch
        {
            GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
            MethodReference method => [method.DeclaringType],
            FieldReference field => [field.DeclaringType],
            TypeReference reference => [reference],
            _ => (IEnumerable<TypeReference>)[],
        }),
    ];

    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };

    private static string Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type.Name.Split('`')[0];
    }

    internal sealed record Use(string Stage, string UsedStage, string Type, string UsedType);
}
