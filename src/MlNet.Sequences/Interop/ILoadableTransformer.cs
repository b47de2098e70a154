using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// The reading half of saving. A transformer implements it next to its <c>Save</c>, in one file, and names itself with <see
/// cref="ModelKindAttribute"/>, so that the loader finds it without knowing it.
/// </summary>
internal interface ILoadableTransformer
{
    /// <summary>The transformer's name in a model file. Never changed once released.</summary>
    static abstract string Kind { get; }

    /// <summary>The version of what <c>Save</c> writes; incremented with each change that an older library can't read.</summary>
    static abstract int FormatVersion { get; }

    /// <summary>Creates the transformer from what <c>Save</c> wrote. Checks everything that it reads.</summary>
    /// <exception cref="InvalidDataException">The data are invalid.</exception>
    static abstract SequenceTransformer Load(IHostEnvironment environment, ModelReader reader);
}

/// <summary>Names a transformer of this assembly that a model file can hold.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class ModelKindAttribute(Type transformer) : Attribute
{
    /// <summary>The type, an <see cref="ILoadableTransformer"/>.</summary>
    internal Type Transformer { get; } = transformer;
}
