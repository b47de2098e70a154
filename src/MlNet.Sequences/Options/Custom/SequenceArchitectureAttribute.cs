namespace MlNet.Sequences;

/// <summary>
/// Names a custom network, so that models with it can be loaded. Belongs in the assembly of its options.
/// </summary>
/// <param name="options">
/// The type of its options: a public, non-abstract <see cref="CustomSequenceOptions"/> with a parameterless constructor.
/// </param>
/// <param name="name">Its name in model files and messages, such as "tcn". Don't change it once models are saved.</param>
/// <example><code>[assembly: SequenceArchitecture(typeof(TemporalConvolutionOptions), "tcn")]</code></example>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class SequenceArchitectureAttribute(Type options, string name) : Attribute
{
    /// <summary>The type of the network's options.</summary>
    public Type Options { get; } = options;

    /// <summary>The network's name.</summary>
    public string Name { get; } = name;
}
