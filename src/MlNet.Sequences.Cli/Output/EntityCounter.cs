using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Counts entities in sentences with the tags O, B-name and I-name, as the CoNLL-2003 shared task does: an entity begins with B-,
/// or with an I- that does not continue one of the same name.
/// </summary>
internal static class EntityCounter
{
    private const string Outside = "O", Begin = "B-", Inside = "I-";

    /// <summary>Whether the tags are those of entities.</summary>
    internal static bool AreEntities(IReadOnlyList<string> tags) =>
        tags.Contains(Outside) && tags.Count > 1
        && tags.All(tag => tag == Outside || ((IsBegin(tag) || IsInside(tag)) && tag.Length > Begin.Length));

    /// <param name="scored">Scored sentences, with predicted and true tags as keys.</param>
    /// <param name="label">The column with the true tags.</param>
    /// <param name="tags">The tags, in the order of their keys.</param>
    internal static EntityReport Count(IDataView scored, string label, IReadOnlyList<string> tags)
    {
        var counts = tags.Where(tag => tag != Outside).Select(NameOf).Distinct().Order(StringComparer.Ordinal)
            .ToDictionary(name => name, _ => new int[3]); // true, found and right entities
        var (labels, predictions) = (scored.Schema[label], scored.Schema["PredictedLabel"]);
        using var cursor = scored.GetRowCursor([labels, predictions]);
        var getLabels = cursor.GetGetter<VBuffer<uint>>(labels);
        var getPredictions = cursor.GetGetter<VBuffer<uint>>(predictions);
        VBuffer<uint> own = default, predicted = default;
        while (cursor.MoveNext())
        {
            getLabels(ref own);
            getPredictions(ref predicted);
            var truth = Entities([.. own.DenseValues()], tags);
            // Of a padded sequence only the tokens have tags.
            var found = Entities(
                [.. predicted.Length == own.Length ? predicted.DenseValues() : predicted.DenseValues().Where(key => key > 0)],
                tags);
            foreach (var entity in truth)
                counts[entity.Name][0]++;
            foreach (var entity in found)
            {
                counts[entity.Name][1]++;
                counts[entity.Name][2] += truth.Contains(entity) ? 1 : 0;
            }
        }

        int[] all = [.. Enumerable.Range(0, 3).Select(i => counts.Values.Sum(each => each[i]))];
        var total = Report("", all);
        return new(total.Precision, total.Recall, total.F1, [.. counts.Select(pair => Report(pair.Key, pair.Value))]);
    }

    private static ClassReport Report(string name, int[] counts) => new(
        name, counts[0], (double)counts[2] / counts[1], (double)counts[2] / counts[0], 2.0 * counts[2] / (counts[0] + counts[1]));

    private static HashSet<(int Start, int End, string Name)> Entities(uint[] keys, IReadOnlyList<string> tags)
    {
        var found = new HashSet<(int, int, string)>();
        int start = -1;
        for (int i = 0; i <= keys.Length; i++)
        {
            string tag = i < keys.Length && keys[i] > 0 ? tags[(int)keys[i] - 1] : Outside;
            if (start >= 0 && !(IsInside(tag) && NameOf(tag) == NameOf(tags[(int)keys[start] - 1])))
            {
                found.Add((start, i, NameOf(tags[(int)keys[start] - 1])));
                start = -1;
            }

            if (tag != Outside && start < 0)
                start = i;
        }

        return found;
    }

    private static bool IsBegin(string tag) => tag.StartsWith(Begin, StringComparison.Ordinal);

    private static bool IsInside(string tag) => tag.StartsWith(Inside, StringComparison.Ordinal);

    private static string NameOf(string tag) => tag[Begin.Length..];
}
