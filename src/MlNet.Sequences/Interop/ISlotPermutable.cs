using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Tells ML.NET's <c>PermutationFeatureImportance</c> which transformer of a chain has the feature column to permute.
/// </summary>
internal interface ISlotPermutable : ISingleFeaturePredictionTransformer;
