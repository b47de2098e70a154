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

    // One time step's product with the recurrent weights is over in microseconds at 32 × 64: a second thread only waits for the first
    // at its end, and on a busy machine the first waits for the second.
    internal override int? UsefulThreads(int batchSize) => (long)batchSize * HiddenSize <= 4096 ? 1 : null;
}
