namespace MlNet.Sequences;

/// <summary>A transformer around a trained network, as training sees it, which does not know the later stages.</summary>
internal interface ITrainedModel
{
    TrainedNetwork Network { get; }
}
