using SimdBackprop.Training;

namespace SimdBackprop.Cli;

/// <summary>Shows a training while it runs: Begin, then During with the epochs and batches reported inside, then End.</summary>
internal interface ITrainingReport : IProgress<EpochMetrics>, IProgress<BatchProgress>
{
    /// <summary>Data and network are there; no step has been taken.</summary>
    void Begin(TrainingIntroduction introduction);

    /// <summary>Runs the training, so that a display can be up exactly as long as it lasts.</summary>
    void During(Action train);

    /// <summary>The training has ended, by itself or cancelled.</summary>
    void End(TrainingSummary summary);
}
