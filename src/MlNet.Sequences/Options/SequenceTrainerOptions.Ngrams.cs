using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

// What stands beside the network.
public abstract partial class SequenceTrainerOptions
{
    /// <summary>
    /// Classification of tokens: the most tokens of an n-gram in the n-gram model that is trained beside the network, whose
    /// logits are added to the network's (see <see cref="NgramBranchSummary"/>); from 0 to 8, 0 for the network alone, or null
    /// for 3 where such a model can be trained and 0 elsewhere. Default: null.
    /// </summary>
    /// <remarks>
    /// The n-gram model is that of <see cref="NgramLogisticRegressionOptions"/> with its defaults (Wang and Manning 2012). It
    /// sees the same tokens as the network, takes seconds, and does not change the network's weights. Null means 0 for sequences
    /// of numbers, labels that are not classes, one label for each step, a custom <see cref="Loss"/>, more training rows than
    /// <see cref="ShuffleWindowSize"/>, and more than 25 million training tokens, or, with more than ten classes, 250 million
    /// divided by their number: each class is solved separately.
    /// </remarks>
    [Category(OptionGroup.Ngrams)]
    [Range(0, NgramVocabulary.MostTokens)]
    public int? NgramLength { get; set; }
}
