namespace SimdBackprop.Training;

/// <summary>The rate stays as it is.</summary>
public sealed class ConstantSchedule : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double Factor(TrainingPosition position) => 1;
}

/// <summary>The rate is multiplied by a factor every so many epochs.</summary>
/// <param name="epochs">Epochs from one change to the next, at least 1.</param>
/// <param name="factor">Above 0, usually below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
public sealed class StepSchedule(int epochs, double factor = 0.1) : ILearningRateSchedule
{
    private readonly int _epochs = HyperParameter.AtLeastOne(epochs);
    private readonly double _factor = HyperParameter.Positive(factor);

    /// <inheritdoc/>
    public double Factor(TrainingPosition position) => IntegerPower.Of(_factor, position.CompletedEpochs / _epochs);
}

/// <summary>
/// The rate falls along half a cosine (Loshchilov and Hutter, 2017, without restarts): from all of it in the first step to a share of it after the last, f + (1 − f)·(1 + cos(π·t)) / 2 with
/// t from 0 in steps of 1 / steps.
/// </summary>
/// <param name="final">f, at least 0 and below 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The share is out of its range.</exception>
public sealed class CosineSchedule(double final = 0) : ILearningRateSchedule
{
    private readonly double _final = HyperParameter.BelowOne(final);

    /// <inheritdoc/>
    public double Factor(TrainingPosition position)
    {
        double t = (double)(position.Step - 1) / position.TotalSteps;
        return _final + ((1 - _final) * (1 + Cosine.OfHalfTurns(t)) / 2);
    }
}

/// <summary>The rate grows in equal steps from 1 / steps of it to all of it; then another schedule begins, for the steps that are left.</summary>
/// <param name="steps">Mini-batches, at least 1. A training with no more than these ends in the middle of the growth.</param>
/// <param name="next">What follows; null for a constant rate.</param>
/// <exception cref="ArgumentOutOfRangeException">There are no steps.</exception>
public sealed class WarmUpSchedule(int steps, ILearningRateSchedule? next = null) : ILearningRateSchedule
{
    private readonly int _steps = HyperParameter.AtLeastOne(steps);

    /// <inheritdoc/>
    public double Factor(TrainingPosition position) => position.Step <= _steps
        ? (double)position.Step / _steps
        : next?.Factor(position with { Step = position.Step - _steps, TotalSteps = position.TotalSteps - _steps }) ?? 1;
}
