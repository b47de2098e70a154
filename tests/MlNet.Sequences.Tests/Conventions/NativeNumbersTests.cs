using Mono.Cecil;
using Mono.Cecil.Cil;
using TorchSharp;

namespace MlNet.Sequences.Tests.Conventions;

/// <summary>
/// A number that torch is handed lives in a <see cref="Scalar"/>, whose finalizer frees it. One that nothing holds may be freed
/// while torch reads it: the call throws, or computes with another number. So every one is in a variable that is disposed, or in
/// a field.
/// </summary>
[TestClass]
public sealed class NativeNumbersTests
{
    [TestMethod]
    public void No_number_is_handed_to_torch_that_the_garbage_collector_may_free_meanwhile()
    {
        using var torchSharp = AssemblyDefinition.ReadAssembly(typeof(torch).Assembly.Location);
        using var library = AssemblyDefinition.ReadAssembly(typeof(SequencesCatalog).Assembly.Location);
        var careless = CarelessMethods(torchSharp);
        Assert.IsGreaterThan(100, careless.Count, "TorchSharp's own operators");

        var violations =
            from method in Methods(library)
            from instruction in method.Body.Instructions
            let called = instruction.Operand as MethodReference
            where called is not null
            where careless.Contains(called.FullName) || (MakesScalar(called) && !IsHeld(instruction))
            select $"{method.DeclaringType.Name}.{method.Name} calls {called.FullName}: see {nameof(TensorArithmetic)}";
        Assert.AreEqual("", string.Join(Environment.NewLine, violations));
    }

    // The methods of TorchSharp that make a number and let go of it, and those that call them.
    private static HashSet<string> CarelessMethods(AssemblyDefinition torchSharp)
    {
        var calls = Methods(torchSharp).Where(method => method.DeclaringType.FullName != typeof(Scalar).FullName).ToDictionary(
            method => method.FullName,
            method => method.Body.Instructions.Select(instruction => instruction.Operand).OfType<MethodReference>().ToArray());
        var careless = calls.Where(method => method.Value.Any(MakesScalar)).Select(method => method.Key).ToHashSet();
        for (int before = 0; before < careless.Count;)
        {
            before = careless.Count;
            careless.UnionWith(
                calls.Where(method => method.Value.Any(called => careless.Contains(called.FullName))).Select(method => method.Key)
                .ToArray());
        }

        return careless;
    }

    private static bool MakesScalar(MethodReference method) =>
        method.DeclaringType.FullName == typeof(Scalar).FullName && method.Name == "op_Implicit" ||
        method.DeclaringType.FullName == typeof(ScalarExtensionMethods).FullName;

    private static bool IsHeld(Instruction made) => made.Next.OpCode.Code is
        Code.Stsfld or Code.Stfld or Code.Stloc or Code.Stloc_S or Code.Stloc_0 or Code.Stloc_1 or Code.Stloc_2 or Code.Stloc_3;

    private static IEnumerable<MethodDefinition> Methods(AssemblyDefinition assembly) =>
        assembly.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);
}
