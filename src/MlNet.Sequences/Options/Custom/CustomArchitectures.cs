using System.Reflection;

namespace MlNet.Sequences;

/// <summary>The custom networks in this process, found by their assemblies' attributes.</summary>
internal static class CustomArchitectures
{
    /// <summary>The name of an options type's network; null if its assembly has none.</summary>
    internal static string? NameOf(Type options) => options.Assembly.GetCustomAttributes<SequenceArchitectureAttribute>()
        .FirstOrDefault(attribute => attribute.Options == options)?.Name;

    /// <summary>Creates the options that a model was saved with.</summary>
    /// <exception cref="InvalidDataException">This process has no such options, or none with these settings.</exception>
    internal static CustomSequenceOptions Create(string assembly, string name, string settings)
    {
        var attributes = Load(assembly, name).GetCustomAttributes<SequenceArchitectureAttribute>().ToArray();
        var type = attributes.FirstOrDefault(attribute => attribute.Name == name)?.Options ?? throw new InvalidDataException(
            $"The model's network '{name}' must be named by assembly '{assembly}'; it names {Names(attributes)}. Reference the " +
            "version of the assembly that the model was trained with.");
        if (!type.IsSubclassOf(typeof(CustomSequenceOptions)) || type.IsAbstract || type.GetConstructor([]) is null)
            throw new InvalidDataException(
                $"The options of network '{name}' must derive from {nameof(CustomSequenceOptions)}, not be abstract and have a " +
                $"public constructor without parameters; received {type.FullName}. Correct the attribute " +
                $"{nameof(SequenceArchitectureAttribute)} of assembly '{assembly}'.");
        var options = (CustomSequenceOptions)Activator.CreateInstance(type)!;
        try
        {
            OptionsJson.Read(settings, options);
            return options;
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException(
                $"The settings of the model's network '{name}' don't fit {type.FullName}: {e.Message} Reference the version of " +
                $"assembly '{assembly}' that the model was trained with.", e);
        }
    }

    private static Assembly Load(string assembly, string name)
    {
        if (AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(loaded => loaded.GetName().Name == assembly) is { } known)
            return known;
        try
        {
            return Assembly.Load(new AssemblyName(assembly));
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The model's network '{name}' is in assembly '{assembly}', which this process does not have. Reference the " +
                "project or package with it, and load the model again.", e);
        }
    }

    private static string Names(SequenceArchitectureAttribute[] attributes) => attributes.Length == 0
        ? "none"
        : string.Join(", ", attributes.Select(attribute => $"'{attribute.Name}'"));
}
