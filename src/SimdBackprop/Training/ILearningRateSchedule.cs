namespace SimdBackprop.Training;

/// <summary>How the learning rate changes while training goes on.</summary>
public interface ILearningRateSchedule
{
    /// <summary>What the optimiser's rate is multiplied by in a step; finite and not negative.</summary>
    /// <remarks>The C library's functions (Math.Pow, Math.Cos) have other bits on other platforms, and with them the training would.</remarks>
    double Factor(TrainingPosition position);
}

/// <summary>Where a training is.</summary>
/// <param name="Step">The step, a mini-batch, from 1.</param>
/// <param name="TotalSteps">The steps of the whole training.</param>
/// <param name="StepsPerEpoch">The steps of an epoch.</param>
public readonly record struct TrainingPosition(long Step, long TotalSteps, int StepsPerEpoch)
{
    /// <summary>Epochs that are complete before this step.</summary>
    public long CompletedEpochs => (Step - 1) / StepsPerEpoch;
}
