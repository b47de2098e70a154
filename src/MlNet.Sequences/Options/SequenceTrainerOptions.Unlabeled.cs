using System.ComponentModel;
using Microsoft.ML;

namespace MlNet.Sequences;

// What is learned from rows without labels.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// Classification of tokens: rows without labels, such as a pile of texts that nobody has sorted, with the feature column,
    /// transformed like the training data. Each epoch trains on them, too, with labels that the n-gram model beside the network
    /// gives them (self-training; Lee 2013, "Pseudo-Label"). Null for the labeled rows alone. Default: null.
    /// </summary>
    /// <remarks>
    /// The n-gram model (see <see cref="NgramLength"/>) is trained on the labeled rows before the network instead of after it. A
    /// row gets its most probable class, and a weight that rises with the class's probability, from 0 for a guess to 1 for
    /// certainty. These rows are kept in memory, count as rows of an epoch (so automatic settings are those for all rows), and
    /// are used neither for validation nor for the n-grams. All training rows must fit in <see cref="ShuffleWindowSize"/>.
    /// </remarks>
    [Category(OptionGroup.Ngrams)]
    public IDataView? UnlabeledData { get; set; }
}
