using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>One review of the Large Movie Review Dataset.</summary>
/// <param name="Text">The review as in its file, including HTML line breaks.</param>
/// <param name="Label">True for a positive review.</param>
/// <param name="Rating">Stars, 1 to 4 or 7 to 10; NaN if there are none.</param>
/// <param name="Id">The file's path in the data set without its extension, such as "train/pos/0_9".</param>
/// <param name="Film">The film's identifier in IMDb, such as "tt0064354"; empty if the data set does not list it.</param>
internal sealed record ImdbReview(StoredText Text, bool Label, float Rating, string Id, string Film)
{
    internal static IReadOnlyList<RecordColumn<ImdbReview>> Columns { get; } =
    [
        RecordColumn<ImdbReview>.Of("Text", TextDataViewType.Instance, review => review.Text.ToString().AsMemory()),
        RecordColumn<ImdbReview>.Of("Label", BooleanDataViewType.Instance, review => review.Label),
        RecordColumn<ImdbReview>.Of("Rating", NumberDataViewType.Single, review => review.Rating),
        RecordColumn<ImdbReview>.Of("Id", TextDataViewType.Instance, review => review.Id.AsMemory()),
        RecordColumn<ImdbReview>.Of("Film", TextDataViewType.Instance, review => review.Film.AsMemory()),
    ];
}
