using System.Numerics;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(OnnxScoreTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// Makes of an exported model's outputs, vectors whose first dimension is the batch of one row, the columns that the trained model adds: of
/// its types, and with its annotations.
/// </summary>
internal sealed class OnnxScoreTransformer(Objective objective) : SequenceTransformer, ILoadableTransformer
{
    private const string SettingsEntry = "onnx-scores.json";

    static string ILoadableTransformer.Kind => "onnx-scores";

    static int ILoadableTransformer.FormatVersion => 1;

    private protected override RowMapping Bind(DataViewSchema inputSchema) => new Mapping(
        inputSchema, [.. objective.OutputColumns(ScoreAnnotations.NextSetId(inputSchema)).Select(output => output.Column)]);

    private protected override void Save(ModelWriter writer) => writer.AddJson(
        SettingsEntry, new Settings(ModelParts<Objective>.NameOf(objective), ModelParts<Objective>.ToJson(objective)));

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        var settings = reader.GetJson<Settings>(SettingsEntry);
        var objective = ModelParts<Objective>.FromJson(settings.Objective, settings.ObjectiveSettings);
        ModelReader.CheckSettings(SettingsEntry, () =>
        {
            var violations = new OptionViolations();
            objective.AddViolations(violations);
            violations.ThrowIfAny(settings.Objective);
        });
        return new OnnxScoreTransformer(objective);
    }

    private sealed record Settings(string Objective, JsonElement ObjectiveSettings);

    private sealed class Mapping(DataViewSchema schema, DataViewSchema.DetachedColumn[] columns) : RowMapping(schema, columns)
    {
        private readonly (DataViewSchema.Column Source, DataViewType Type)[] _columns =
            [.. columns.Select(column => (schema[column.Name], column.Type))];

        private protected override IEnumerable<int> Dependencies(int added) => [_columns[added].Source.Index];

        internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active) =>
            [.. _columns.Select((column, i) => active[i] ? CreateGetter(input, column.Source, column.Type) : null)];

        private static Delegate CreateGetter(DataViewRow input, DataViewSchema.Column source, DataViewType type) => type switch
        {
            VectorDataViewType => input.GetGetter<VBuffer<float>>(source),
            BooleanDataViewType => First<bool, bool>(input, source, value => value),
            KeyDataViewType { RawType: var raw } when raw == typeof(byte) => Key<byte>(input, source),
            KeyDataViewType { RawType: var raw } when raw == typeof(ushort) => Key<ushort>(input, source),
            KeyDataViewType { RawType: var raw } when raw == typeof(ulong) => Key<ulong>(input, source),
            KeyDataViewType => Key<uint>(input, source),
            _ => First<float, float>(input, source, value => value),
        };

        private static ValueGetter<T> Key<T>(DataViewRow input, DataViewSchema.Column source)
            where T : INumber<T> => First<long, T>(input, source, T.CreateChecked);

        private static ValueGetter<TValue> First<TSource, TValue>(DataViewRow input, DataViewSchema.Column source, Func<TSource, TValue> convert)
        {
            var get = input.GetGetter<VBuffer<TSource>>(source);
            VBuffer<TSource> batch = default;
            return (ref TValue value) =>
            {
                get(ref batch);
                value = convert(batch.GetItemOrDefault(0));
            };
        }
    }
}
