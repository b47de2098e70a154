using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Labels as the numbers that a network is trained with: made for the label column of the training data, and applied to the
/// validation data, too.
/// </summary>
internal abstract class LabelEncoder
{
    /// <summary>
    /// Reads a row's label: <see cref="TargetShape.Width"/> numbers, or as many for each step as the row has labels, until the
    /// next call.
    /// </summary>
    internal delegate ReadOnlySpan<float> Reading();

    /// <summary>The shape of each label.</summary>
    internal virtual TargetShape Shape => TargetShape.One;

    /// <summary>The number of classes, numbered from 0; 0 if labels are not classes.</summary>
    internal abstract int Classes { get; }

    /// <summary>The name of a class in messages.</summary>
    internal abstract string NameOf(int @class);

    /// <summary>Reads a row's label as a class's number, or unchanged; NaN if it is missing.</summary>
    /// <exception cref="InvalidOperationException">
    /// The column, when it is read, has a class that the training data don't have.
    /// </exception>
    internal abstract Reading Reader(DataViewRow row, DataViewSchema.Column column);

    /// <summary>The class that options call by its name, or null.</summary>
    internal virtual int? ClassOf(string name)
    {
        for (int i = 0; i < Classes; i++)
        {
            if (NameOf(i) == name)
                return i;
        }

        return null;
    }

    /// <summary>Ends the sequence that was appended to a buffer, as one example or, where the task cuts it, as several.</summary>
    /// <returns>The number of examples; 0 if the sequence is too short to be one, and still to be dropped.</returns>
    internal virtual int EndSequence(SequenceBuffer buffer, ReadOnlySpan<float> label, float weight)
    {
        buffer.EndSequence(label, weight);
        return 1;
    }

    /// <summary>Adds an example of a buffer to the statistics.</summary>
    internal virtual void Summarize(SequenceBuffer buffer, int sequence, LabelSummary summary) =>
        summary.Add(buffer.TargetsOf(sequence), buffer.WeightOf(sequence));

    /// <summary>The reader of labels that are one number.</summary>
    private protected static Reading One(Func<float> read)
    {
        float[] label = new float[1];
        return () =>
        {
            label[0] = read();
            return label;
        };
    }
}
