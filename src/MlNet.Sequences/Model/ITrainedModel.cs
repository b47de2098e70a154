namespace MlNet.Sequences;

/// <summary>A transformer around a trained network, as training sees it: the stages behind it are not known here.</summary>
internal interface ITrainedModel
{
    TrainedNetwork Network { get; }
}
