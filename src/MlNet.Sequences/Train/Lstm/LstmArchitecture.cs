namespace MlNet.Sequences;

/// <summary>The settings of an LSTM network, as they are saved. <see cref="LstmOptions"/> says what each means.</summary>
[ModelPart("lstm")]
internal sealed record LstmArchitecture(
    int EmbeddingSize,
    int HiddenSize,
    int NumberOfLayers,
    bool Bidirectional,
    SequencePooling Pooling,
    double StepDropout,
    double EmbeddingDropout,
    double RecurrentDropout,
    double HeadDropout) : NetworkArchitecture
{
    internal override SequenceNetwork Build(SequenceInput input, int outputs, NetworkRandom random) =>
        new LstmNetwork(this, input, outputs, random);
}
