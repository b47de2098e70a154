using System.Diagnostics.CodeAnalysis;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>Tests of one model that is trained once for all of them, in a folder that they share.</summary>
/// <typeparam name="TTests">The derived class, so that each has its own folder.</typeparam>
public abstract class ModelTests<TTests>
{
    private protected static Workplace Workplace { get; } = new();

    private protected static Tool Tool => Workplace.Tool;

    /// <summary>The run that trained the model.</summary>
    private protected static ToolRun Training { get; set; } = null!;

    [ClassCleanup(InheritanceBehavior.BeforeEachDerivedClass)]
    [SuppressMessage("Design", "CA1000", Justification = "The test framework calls it for each derived class.")]
    public static void Remove() => Workplace.Dispose();
}
