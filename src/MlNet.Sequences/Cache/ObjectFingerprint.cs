using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// A SHA-256 of everything an estimator consists of: its type, the build of the type's assembly, and every field, at any depth.
/// ML.NET's estimators do not expose their settings, so a cache considers two of them equal if their fields are, and whatever
/// can't be compared counts as different. If nothing changed, nothing is rebuilt; if in doubt, it is.
/// </summary>
internal sealed class ObjectFingerprint
{
    private const int SmallCapacity = 256;

    private readonly ValueDigest _digest;
    private readonly Dictionary<object, int> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly ObjectFingerprint? _outer;

    private ObjectFingerprint(ObjectFingerprint? outer)
    {
        _outer = outer;
        _digest = outer is null ? new() : new(SmallCapacity);
    }

    internal static string Of(object root) => new ObjectFingerprint(null).Finish(root);

    private string Finish(object? root)
    {
        using (_digest)
        {
            Add(root);
            return _digest.Finish();
        }
    }

    private void Add(object? value)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (value)
        {
            case null:
                _digest.Add("null");
                return;
            case IHostEnvironment:
                return; // determines where it logs, not what it does
            case string text:
                _digest.Add(text);
                return;
            case Type type:
                AddType(type);
                return;
            case Pointer:
                throw new InvalidOperationException("A pointer has no value that a later process could compare.");
        }

        var itsType = value.GetType();
        if (!itsType.IsValueType && PlaceOf(value) is { } place)
        {
            _digest.Add(place);
            return;
        }

        AddType(itsType);
        switch (value)
        {
            case IDataView view:
                _digest.Add(RowDigest.OfColumns(view.Schema));
                _digest.Add(RowDigest.OfRows(view));
                return;
            case DataViewSchema schema:
                _digest.Add(RowDigest.OfColumns(schema));
                return;
            case DataViewSchema.Column column:
                _digest.Add(column.Name);
                _digest.Add(column.Type.ToString() ?? "");
                return;
            case Delegate function:
                AddType(function.Method.DeclaringType ?? itsType);
                _digest.Add(function.Method.MetadataToken);
                Add(function.Target);
                return;
            case MemberInfo member:
                _digest.Add(member.ToString() ?? "");
                _digest.Add(member.MetadataToken);
                return;
            case Array array when itsType.GetElementType()!.IsPrimitive:
                AddPrimitives(array);
                return;
            case IEnumerable items when IsUnordered(itsType):
                AddUnordered(items);
                return;
            case ICollection collection:
                _digest.Add(collection.Count);
                foreach (object? item in collection)
                    Add(item);
                return;
        }

        if (itsType.IsPrimitive || itsType.IsEnum)
            AddPrimitive(value, itsType);
        else
            AddFields(value, itsType);
    }

    // The place where an object was seen before, here or in a parent; null for a new one, which is recorded.
    private int? PlaceOf(object value)
    {
        for (var around = this; around is not null; around = around._outer)
        {
            if (around._seen.TryGetValue(value, out int place))
                return place;
        }

        _seen.Add(value, _seen.Count);
        return null;
    }

    private void AddFields(object value, Type itsType)
    {
        for (Type? type = itsType; type is not null && type != typeof(object); type = type.BaseType)
        {
            var fields = type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
            foreach (var field in fields.OrderBy(field => field.Name, StringComparer.Ordinal))
            {
                _digest.Add(field.Name);
                Add(field.GetValue(value));
            }
        }
    }

    private void AddPrimitive(object value, Type itsType)
    {
        var array = Array.CreateInstance(itsType.IsEnum ? Enum.GetUnderlyingType(itsType) : itsType, 1);
        array.SetValue(value is Enum ? Convert.ChangeType(value, Enum.GetUnderlyingType(itsType), null) : value, 0);
        AddPrimitives(array);
    }

    private void AddPrimitives(Array array)
    {
        byte[] bytes = new byte[Buffer.ByteLength(array)];
        Buffer.BlockCopy(array, 0, bytes, 0, bytes.Length);
        _digest.Add<byte>(bytes);
    }

    // For collections whose order is meaningless, and differs between processes with the hashes of strings.
    private void AddUnordered(IEnumerable items)
    {
        List<string> digests = [.. items.Cast<object?>().Select(item => new ObjectFingerprint(this).Finish(item))];
        digests.Sort(StringComparer.Ordinal);
        _digest.Add(digests.Count);
        foreach (string digest in digests)
            _digest.Add(digest);
    }

    private static bool IsUnordered(Type type) => typeof(IDictionary).IsAssignableFrom(type) || type.GetInterfaces().Any(
        face => face.IsGenericType
        && (face.GetGenericTypeDefinition() == typeof(ISet<>) || face.GetGenericTypeDefinition() == typeof(IReadOnlySet<>)));

    // Another build of a type may behave differently with the same settings.
    private void AddType(Type type)
    {
        _digest.Add(type.ToString());
        _digest.Add(type.Module.ModuleVersionId.ToString());
    }
}
