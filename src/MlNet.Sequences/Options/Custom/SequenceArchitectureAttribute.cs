namespace MlNet.Sequences;

/// <summary>
/// Names a network of your own, so that models that hold it can be loaded. Stands in the assembly of its options.
/// </summary>
/// <param name="options">The type of its options: a <see cref="CustomSequenceOptions"/> that is public, not abstract, and has a
/// constructor without parameters.</param>
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
